import uPlot from "uplot";
import { formatClock } from "../format.js";
import { h, setText } from "./element.js";

export interface Line {
  readonly name: string;
  /** A CSS variable of the theme. */
  readonly color: string;
  readonly filled?: boolean;
}

export interface ChartData {
  /** Seconds since the epoch, ascending. */
  readonly times: readonly number[];
  /** One list per line; null interrupts the line. */
  readonly values: readonly (readonly (number | null)[])[];
}

export interface Chart {
  readonly element: HTMLElement;
  update(data: ChartData): void;
  /** Draws again with the colours of the theme. */
  redraw(): void;
}

/** A titled line chart whose legend shows the newest values, or those under the pointer. */
export function lineChart(
  title: string,
  lines: readonly Line[],
  format: (value: number) => string,
  height = 180,
): Chart {
  const values = lines.map(() => h("b", {}, "–"));
  const time = h("span", { class: "chart-time" });
  const legend = h(
    "div",
    { class: "legend" },
    ...lines.map((line, i) => {
      const mark = h("i", { class: "mark", "aria-hidden": "true" });
      mark.style.background = `var(${line.color})`;
      return h("span", {}, mark, `${line.name} `, values[i] as HTMLElement);
    }),
    time,
  );
  const plot = h("div", { class: "plot", "aria-hidden": "true" });
  const heading = h("h3", {}, title);
  const element = h("figure", { class: "chart" }, h("figcaption", {}, heading, legend), plot);
  let chart: uPlot | undefined;
  let data: ChartData = { times: [], values: lines.map(() => []) };

  const show = (index: number | null | undefined) => {
    const at = index ?? data.times.length - 1;
    values.forEach((node, i) => {
      const value = data.values[i]?.[at];
      setText(node, value === null || value === undefined ? "–" : format(value));
    });
    setText(time, index == null ? "" : `at ${formatClock(data.times[at] ?? 0)}`);
  };
  const draw = () => {
    chart?.destroy();
    chart = new uPlot(
      chartOptions(plot, lines, format, height, (u) => show(u.cursor.idx)),
      toAligned(data),
      plot,
    );
  };
  new ResizeObserver(() => chart?.setSize({ width: plot.clientWidth, height })).observe(plot);
  return {
    element,
    update(next) {
      data = next;
      // A chart of what the service does not report is left out.
      element.hidden =
        next.times.length > 0 && next.values.every((list) => list.every((v) => v === null));
      if (chart) chart.setData(toAligned(data));
      else if (plot.isConnected) draw();
      show(chart?.cursor.idx);
    },
    redraw: draw,
  };
}

function toAligned(data: ChartData): uPlot.AlignedData {
  return [data.times, ...data.values] as unknown as uPlot.AlignedData;
}

function chartOptions(
  plot: HTMLElement,
  lines: readonly Line[],
  format: (value: number) => string,
  height: number,
  onCursor: (chart: uPlot) => void,
): uPlot.Options {
  const color = (name: string) => getComputedStyle(plot).getPropertyValue(name).trim();
  return {
    width: Math.max(plot.clientWidth, 100),
    height,
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    hooks: { setCursor: [onCursor] },
    scales: { y: { range: (_, __, max) => [0, (max || 1) * 1.08] } },
    axes: themedAxes(color, format),
    series: [
      {},
      ...lines.map((line) => ({
        stroke: color(line.color),
        width: 1.75,
        points: { show: false },
        ...(line.filled ? { fill: `${color(line.color)}26` } : {}),
      })),
    ],
  };
}

/** Axes that all charts share: few labels, a quiet grid. */
export function themedAxes(
  color: (name: string) => string,
  format: (value: number) => string,
): uPlot.Axis[] {
  const common: uPlot.Axis = {
    stroke: color("--muted"),
    font: "11px Inter, system-ui, sans-serif",
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
  };
  return [
    {
      ...common,
      grid: { show: false },
      size: 26,
      space: 70,
      values: (_, splits) => splits.map((at) => formatClock(at).slice(0, at % 60 === 0 ? 5 : 8)),
    },
    { ...common, size: 54, space: 34, values: (_, splits) => splits.map(format) },
  ];
}
