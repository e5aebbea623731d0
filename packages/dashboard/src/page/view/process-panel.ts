import { formatBytes, formatNumber, formatSeconds, formatShare, formatSpan } from "../format.js";
import type { Runtime } from "../model/runtime.js";
import type { Point } from "../model/view-model.js";
import { h, setText } from "./element.js";
import { lineChart } from "./line-chart.js";

export interface ProcessPanel {
  readonly element: HTMLElement;
  update(points: readonly Point[], now: { at: number; startedAt?: number; runtime: Runtime }): void;
  redraw(): void;
}

/** Event loop, CPU, memory and requests in flight. */
export function processPanel(): ProcessPanel {
  const lag = lineChart(
    "Event loop delay",
    [
      { name: "p99", color: "--slow" },
      { name: "mean", color: "--plain" },
    ],
    formatSeconds,
    130,
  );
  const cpu = lineChart(
    "CPU, of one core",
    [{ name: "used", color: "--plain", filled: true }],
    formatShare,
    130,
  );
  const memory = lineChart(
    "Memory",
    [
      { name: "resident", color: "--calm" },
      { name: "heap in use", color: "--plain", filled: true },
    ],
    formatBytes,
    130,
  );
  const inFlight = lineChart(
    "Requests in flight",
    [{ name: "now", color: "--plain", filled: true }],
    formatNumber,
    130,
  );
  const charts = [lag, cpu, memory, inFlight];
  const facts = h("p", { class: "facts" });
  return {
    element: h(
      "section",
      { class: "panel", "aria-labelledby": "process-heading" },
      h("div", { class: "panel-head" }, h("h2", { id: "process-heading" }, "Process"), facts),
      h("div", { class: "charts four" }, ...charts.map(({ element }) => element)),
    ),
    update(points, { at, startedAt, runtime }) {
      const scraped = points.map((point) => point.at);
      const of = (read: (point: Point) => number | undefined) =>
        points.map((point) => (point.totals ? (read(point) ?? null) : null));
      lag.update({
        times: scraped,
        values: [of((p) => p.runtime.lagP99), of((p) => p.runtime.lagMean)],
      });
      cpu.update({ times: scraped, values: [of((p) => p.cpu)] });
      memory.update({
        times: scraped,
        values: [of((p) => p.runtime.residentBytes), of((p) => p.runtime.heapUsedBytes)],
      });
      inFlight.update({ times: scraped, values: [of((p) => p.runtime.inFlight)] });
      setText(facts, factsText(runtime, startedAt === undefined ? undefined : at - startedAt));
    },
    redraw() {
      for (const chart of charts) chart.redraw();
    },
  };
}

function factsText(runtime: Runtime, uptime: number | undefined): string {
  const { workers, workersMissing = 0, nodeVersion } = runtime;
  return [
    uptime === undefined ? "" : `Up for ${formatSpan(uptime)}`,
    nodeVersion ? `Node.js ${nodeVersion}` : "",
    workers === undefined ? "" : `${workers} worker${workers === 1 ? "" : "s"}`,
    workersMissing > 0 ? `${workersMissing} not answering` : "",
  ]
    .filter((text) => text !== "")
    .join(" · ");
}
