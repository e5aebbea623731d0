import { type MostFailing, mostFailingRoute, type Slowest, slowestRoute } from "./headlines.js";
import { HISTORY_SECONDS, type History, type Interval } from "./history.js";
import { addTotals, emptyTotals, type RouteTotals, sumRoutes } from "./route-totals.js";
import type { Runtime } from "./runtime.js";

export interface WindowView {
  readonly routes: readonly RouteTotals[];
  readonly all: RouteTotals;
  /** Seconds that the totals cover. */
  readonly seconds: number;
  /** The totals reach back to the start of the process. */
  readonly sinceStart: boolean;
  readonly slowest: Slowest | undefined;
  readonly failing: MostFailing | undefined;
}

/** Seconds, or everything since the process began. */
export type WindowChoice = number | "start";

/** Until two scrapes have been made, a window falls back on what the process knows itself. */
export function viewWindow(history: History, choice: WindowChoice): WindowView {
  const { last, intervals } = history;
  const whole = choice === "start" || intervals.length === 0;
  const window = history.window(choice === "start" ? HISTORY_SECONDS : choice);
  const startedAt = last?.startedAt;
  const routes = [...(whole ? history.sinceStart() : window.routes).values()];
  const from = whole ? (startedAt ?? last?.at ?? 0) : window.from;
  return {
    routes,
    all: sumRoutes(routes),
    seconds: Math.max(0, (last?.at ?? 0) - from),
    sinceStart: startedAt !== undefined && from <= startedAt,
    slowest: slowestRoute(routes),
    failing: mostFailingRoute(routes),
  };
}

/** One point of the charts: what happened in the seconds before `at`. */
export interface Point {
  readonly at: number;
  readonly seconds: number;
  /** Null where scrapes failed. */
  readonly totals: RouteTotals | null;
  readonly runtime: Runtime;
  readonly cpu: number | undefined;
}

/** The course of one route, or of all, over the last `seconds`. */
export function viewCourse(history: History, seconds: number, route?: string): Point[] {
  const from = (history.last?.at ?? 0) - seconds;
  const inside = history.intervals.filter((interval) => interval.to > from);
  return inside.map((interval) => toPoint(interval, route));
}

function toPoint(interval: Interval, route: string | undefined): Point {
  const totals = route === undefined ? interval.all : interval.routes.get(route);
  return {
    at: interval.to,
    seconds: interval.to - interval.from,
    totals: interval.gap ? null : (totals ?? emptyTotals()),
    runtime: interval.runtime,
    cpu: interval.cpu,
  };
}

/** Joins neighbouring points, so that a quantile rests on at least `seconds` of requests. */
export function smooth(points: readonly Point[], seconds: number): Point[] {
  return points.map((point, i) => {
    if (!point.totals) return point;
    const totals = emptyTotals();
    let covered = 0;
    for (let k = i; k >= 0 && covered < seconds; k--) {
      const one = points[k];
      if (!one?.totals) break;
      addTotals(totals, one.totals);
      covered += one.seconds;
    }
    return { ...point, seconds: covered, totals };
  });
}
