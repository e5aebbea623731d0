import uPlot from "uplot";
import { formatSeconds } from "../format.js";
import { bucketsOf, coarsen } from "../model/distribution.js";
import type { Point } from "../model/view-model.js";
import { h, setText } from "./element.js";
import { themedAxes } from "./line-chart.js";

interface Cell {
  readonly from: number;
  readonly to: number;
  readonly lower: number;
  readonly upper: number;
  /** Requests per second. */
  readonly rate: number;
}

export interface HeatMap {
  readonly element: HTMLElement;
  update(points: readonly Point[]): void;
  redraw(): void;
}

/** What lies below the lowest bound of a logarithmic axis is drawn at its foot. */
const SHORTEST = 0.0001;
/** Native buckets are finer than a screen shows: these double in two steps. */
const VISIBLE_SCHEMA = 1;

/** Durations over time: the stronger the colour of a cell, the more requests took that long. */
export function heatMap(height = 180): HeatMap {
  const note = h("span", { class: "legend" });
  const heading = h("h3", {}, "Where the durations lie");
  const plot = h("div", { class: "plot", "aria-hidden": "true" });
  const element = h("figure", { class: "chart" }, h("figcaption", {}, heading, note), plot);
  let chart: uPlot | undefined;
  let cells: Cell[] = [];
  let data: uPlot.AlignedData = [[], []];

  const draw = () => {
    chart?.destroy();
    chart = new uPlot(
      heatOptions(plot, height, () => cells),
      data,
      plot,
    );
  };
  new ResizeObserver(() => chart?.setSize({ width: plot.clientWidth, height })).observe(plot);
  return {
    element,
    update(points) {
      cells = points.flatMap(toCells);
      const native = points.some((point) => point.totals?.latency?.schema !== undefined);
      setText(
        note,
        `The stronger, the more requests. ${native ? "Native histogram." : "Classic buckets."}`,
      );
      data = [
        points.flatMap(({ at, seconds }) => [at - seconds, at]),
        points.flatMap(() => [0.01, 1]),
      ];
      if (chart) chart.setData(data);
      else if (plot.isConnected) draw();
    },
    redraw: draw,
  };
}

function toCells(point: Point): Cell[] {
  const { latency } = point.totals ?? {};
  if (!latency) return [];
  return bucketsOf(coarsen(latency, VISIBLE_SCHEMA)).map(({ lower, upper, count }) => ({
    from: point.at - point.seconds,
    to: point.at,
    lower: Math.max(lower, SHORTEST),
    upper: Math.max(Number.isFinite(upper) ? upper : lower * 2, SHORTEST * 1.1),
    rate: count / point.seconds,
  }));
}

function heatOptions(plot: HTMLElement, height: number, cells: () => Cell[]): uPlot.Options {
  const color = (name: string) => getComputedStyle(plot).getPropertyValue(name).trim();
  const [time = {}, durations = {}] = themedAxes(color, formatSeconds);
  return {
    width: Math.max(plot.clientWidth, 100),
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      y: { distr: 3, range: () => durationRange(cells()) },
    },
    padding: [8, 20, 0, 0],
    axes: [
      time,
      { ...durations, grid: { show: false }, splits: powersOfTen, filter: (_, at) => at },
    ],
    series: [{}, { stroke: "transparent", points: { show: false } }],
    hooks: { drawAxes: [(u) => paint(u, cells(), color("--heat"))] },
  };
}

function powersOfTen(_: uPlot, __: number, min: number, max: number): number[] {
  const first = Math.ceil(Math.log10(min));
  const last = Math.floor(Math.log10(max));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}

function durationRange(cells: readonly Cell[]): [number, number] {
  const lowest = Math.min(...cells.map(({ lower }) => lower));
  const highest = Math.max(...cells.map(({ upper }) => upper));
  return cells.length > 0 ? [lowest, highest] : [0.001, 10];
}

function paint(u: uPlot, cells: readonly Cell[], color: string): void {
  const highest = Math.max(...cells.map(({ rate }) => rate));
  const { ctx } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  ctx.clip();
  ctx.fillStyle = color;
  for (const { from, to, lower, upper, rate } of cells) {
    const left = Math.round(u.valToPos(from, "x", true));
    const right = Math.round(u.valToPos(to, "x", true));
    const top = Math.round(u.valToPos(upper, "y", true));
    const bottom = Math.round(u.valToPos(lower, "y", true));
    // The square root keeps rare slow requests visible beside many fast ones.
    ctx.globalAlpha = 0.12 + 0.88 * Math.sqrt(rate / highest);
    ctx.fillRect(left, top, Math.max(right - left, 1), Math.max(bottom - top, 1));
  }
  ctx.restore();
}
