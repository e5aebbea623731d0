import type { Panel, Unit } from "./grafana-panel.js";

const RANGE = "$__rate_interval";

/** The Node.js processes, by prom-client's own metrics. */
export function runtimePanels(selector: string): Panel[] {
  const select = (name: string) => `${name}{${selector}}`;
  const total = (name: string) => `sum by (instance) (${select(name)})`;
  const largest = (name: string) => `max by (instance) (${select(name)})`;
  const rate = (name: string) => `sum by (instance) (rate(${select(name)}[${RANGE}]))`;
  return [
    lines("Event loop delay", "s", {
      p99: largest("nodejs_eventloop_lag_p99_seconds"),
      mean: largest("nodejs_eventloop_lag_mean_seconds"),
    }),
    lines("CPU, of one core", "percentunit", { "": rate("process_cpu_seconds_total") }),
    lines("Memory", "bytes", {
      resident: total("process_resident_memory_bytes"),
      "heap in use": total("nodejs_heap_size_used_bytes"),
    }),
    lines("Garbage collection, share of time", "percentunit", {
      "": rate("nodejs_gc_duration_seconds_sum"),
    }),
    lines("Active handles and requests", "short", {
      handles: total("nodejs_active_handles_total"),
      requests: total("nodejs_active_requests_total"),
    }),
    lines("Open file descriptors", "short", { "": total("process_open_fds") }),
    lines("Uptime", "s", { "": `time() - ${largest("process_start_time_seconds")}` }),
  ];
}

/** One line per instance and entry. */
function lines(title: string, unit: Unit, queries: Readonly<Record<string, string>>): Panel {
  const list = Object.entries(queries).map(([legend, expr]) => ({
    expr,
    legend: `{{instance}} ${legend}`.trim(),
  }));
  return { type: "timeseries", title, unit, width: 12, queries: list };
}
