import { formatRate, formatSeconds } from "../format.js";
import { quantile } from "../model/distribution.js";
import type { RouteTotals } from "../model/route-totals.js";
import { type Point, smooth } from "../model/view-model.js";
import { h, setText } from "./element.js";
import { heatMap } from "./heat-map.js";
import { type ChartData, lineChart } from "./line-chart.js";

/** A p99 of a few requests jumps; half a minute of them is calm and still quick to react. */
const QUANTILE_SECONDS = 30;

export interface Courses {
  readonly element: HTMLElement;
  update(points: readonly Point[], route: string | undefined): void;
  redraw(): void;
}

/** Rate, durations and heat map over time, of all routes or of the chosen one. */
export function courses(onClear: () => void): Courses {
  const rate = lineChart(
    "Requests per second",
    [
      { name: "all", color: "--plain", filled: true },
      { name: "client errors", color: "--warn" },
      { name: "server errors", color: "--bad" },
    ],
    formatRate,
  );
  const durations = lineChart(
    "Durations",
    [
      { name: "p99", color: "--slow" },
      { name: "p90", color: "--plain" },
      { name: "p50", color: "--calm" },
    ],
    formatSeconds,
  );
  const heat = heatMap();
  const heading = h("h2", { id: "courses-heading" });
  const clear = h("button", { type: "button", hidden: true }, "Show all routes");
  clear.addEventListener("click", onClear);
  const charts = [rate, durations, heat];
  return {
    element: h(
      "section",
      { class: "panel", "aria-labelledby": "courses-heading" },
      h("div", { class: "panel-head" }, heading, clear),
      h("div", { class: "charts" }, ...charts.map(({ element }) => element)),
    ),
    update(points, route) {
      setText(heading, route === undefined ? "All routes over time" : `${route} over time`);
      clear.hidden = route === undefined;
      const calm = smooth(points, QUANTILE_SECONDS);
      rate.update(perSecond(points));
      durations.update(quantiles(calm));
      heat.update(points);
    },
    redraw() {
      for (const chart of charts) chart.redraw();
    },
  };
}

function perSecond(points: readonly Point[]): ChartData {
  const rateOf = (key: "requests" | "clientErrors" | "serverErrors") =>
    withStart(points, ({ totals, seconds }) => (totals ? totals[key] / seconds : null));
  return {
    times: times(points),
    values: [rateOf("requests"), rateOf("clientErrors"), rateOf("serverErrors")],
  };
}

function quantiles(points: readonly Point[]): ChartData {
  const at = (q: number) => withStart(points, ({ totals }) => quantileOrNull(totals, q));
  return { times: times(points), values: [at(0.99), at(0.9), at(0.5)] };
}

function quantileOrNull(totals: RouteTotals | null, q: number): number | null {
  return quantile(totals?.latency, q) ?? null;
}

/** A point tells of the seconds before it, so the first one is drawn from where they began. */
function times(points: readonly Point[]): number[] {
  const first = points[0];
  return first ? [first.at - first.seconds, ...points.map(({ at }) => at)] : [];
}

function withStart<T>(points: readonly Point[], read: (point: Point) => T): T[] {
  const values = points.map(read);
  return [...values.slice(0, 1), ...values];
}
