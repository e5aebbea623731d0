import type { Panel } from "./grafana-panel.js";
import { course } from "./overview-panels.js";

const RANGE = "$__rate_interval";

/** Whether the metrics are complete, and what they cost. */
export function healthPanels(selector: string): Panel[] {
  const select = (name: string) => `${name}{${selector}}`;
  const largest = (name: string) => `max by (instance) (${select(name)})`;
  // What has never happened has no series: 0 rather than "No data".
  const grown = (name: string, by: string) =>
    `sum by (${by}) (increase(${select(name)}[1h])) or vector(0)`;
  const samples = `sum by (instance) (${select("scrape_samples_scraped")})`;
  const rate = (part: string) =>
    `sum by (instance) (rate(${select(`routemetrics_scrape_duration_seconds_${part}`)}[${RANGE}]))`;
  const inside = `${rate("sum")} / ${rate("count")}`;
  const missing = `${largest("routemetrics_workers_missing")} or vector(0)`;
  return [
    course("Targets that answer", "short", `sum by (job) (${select("up")})`, "{{job}}"),
    course("Samples per scrape", "short", samples, "{{instance}}"),
    course("Duration of a scrape", "s", largest("scrape_duration_seconds"), "{{instance}}"),
    course("Mean duration of a scrape, inside the service", "s", inside, "{{instance}}"),
    course(
      "Recordings folded into <overflow>, per hour",
      "short",
      grown("routemetrics_series_overflow_total", "metric"),
      "{{metric}}",
    ),
    course(
      "Collectors that failed, per hour",
      "short",
      grown("routemetrics_scrape_errors_total", "instance"),
      "{{instance}}",
    ),
    course(
      "Label functions that threw, per hour",
      "short",
      grown("routemetrics_label_errors_total", "metric"),
      "{{metric}}",
    ),
    course("Workers that do not answer", "short", missing, "{{instance}}"),
    {
      type: "table",
      title: "Versions of routemetrics",
      unit: "none",
      width: 12,
      queries: [{ expr: select("routemetrics_info"), instant: true }],
    },
  ];
}
