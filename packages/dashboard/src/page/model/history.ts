import type { HttpSeries } from "./http-series.js";
import {
  addTotals,
  emptyTotals,
  type RouteMap,
  type RouteTotals,
  routesBetween,
  sumRoutes,
} from "./route-totals.js";
import type { Runtime } from "./runtime.js";

export const HISTORY_SECONDS = 15 * 60;

/** One scrape, understood. */
export interface Snapshot {
  /** Seconds since the epoch, by the clock of the browser. */
  readonly at: number;
  /** When the process began, by the clock of the browser. */
  readonly startedAt?: number;
  readonly series: ReadonlyMap<string, HttpSeries>;
  readonly runtime: Runtime;
}

/** What happened between two scrapes, or between the start of the process and the first. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly routes: RouteMap;
  readonly all: RouteTotals;
  readonly runtime: Runtime;
  /** Share of one core. */
  readonly cpu?: number;
  /** Scrapes failed during this interval. */
  readonly gap: boolean;
}

export interface HistoryEvent {
  readonly at: number;
  readonly kind: "restart" | "reset";
}

/** Turns successive scrapes into what happened between them, and keeps 15 minutes of it. */
export class History {
  readonly intervals: Interval[] = [];
  readonly events: HistoryEvent[] = [];
  #last: Snapshot | undefined;
  #failed = false;

  get last(): Snapshot | undefined {
    return this.#last;
  }

  add(snapshot: Snapshot): void {
    const before = this.#last;
    this.#last = snapshot;
    if (before) this.#addInterval(before, snapshot);
    else this.#addStart(snapshot);
    this.#failed = false;
    const oldest = snapshot.at - HISTORY_SECONDS;
    while ((this.intervals[0]?.to ?? Infinity) <= oldest) this.intervals.shift();
    while ((this.events[0]?.at ?? Infinity) <= oldest) this.events.shift();
  }

  scrapeFailed(): void {
    this.#failed = true;
  }

  /** Everything since the process began. */
  sinceStart(): RouteMap {
    return routesBetween(new Map(), this.#last?.series ?? new Map()).routes;
  }

  /** Everything that happened in the last `seconds`, and the time that this covers. */
  window(seconds: number): { routes: RouteMap; from: number; to: number } {
    const to = this.#last?.at ?? 0;
    const inside = this.intervals.filter((interval) => interval.to > to - seconds);
    const routes: RouteMap = new Map();
    for (const interval of inside) {
      for (const [id, totals] of interval.routes) {
        let sum = routes.get(id);
        if (!sum) {
          sum = emptyTotals(totals.method, totals.path);
          routes.set(id, sum);
        }
        addTotals(sum, totals);
      }
    }
    return { routes, from: inside[0]?.from ?? to, to };
  }

  /** A process younger than the history is known whole: its totals are its first interval. */
  #addStart(snapshot: Snapshot): void {
    const { startedAt, at } = snapshot;
    if (startedAt === undefined || startedAt >= at || at - startedAt > HISTORY_SECONDS) return;
    const began: Snapshot = { at: startedAt, series: new Map(), runtime: { cpuSeconds: 0 } };
    this.#addInterval(began, { ...snapshot });
  }

  #addInterval(before: Snapshot, now: Snapshot): void {
    const younger = (now.startedAt ?? 0) > (before.startedAt ?? Infinity) + 1;
    const compared = routesBetween(before.series, now.series);
    // The oldest of several workers may end without a count being lost: that is no restart.
    const allAreNew = (now.startedAt ?? 0) > before.at;
    const restarted = allAreNew || (younger && compared.fell);
    const { routes } = restarted ? routesBetween(new Map(), now.series) : compared;
    if (restarted || compared.fell)
      this.events.push({ at: now.at, kind: restarted ? "restart" : "reset" });
    const cpu = cpuShare(before, now, restarted);
    this.intervals.push({
      from: before.at,
      to: now.at,
      routes,
      all: sumRoutes(routes.values()),
      runtime: now.runtime,
      gap: this.#failed,
      ...(cpu === undefined ? {} : { cpu }),
    });
  }
}

function cpuShare(before: Snapshot, now: Snapshot, restarted: boolean): number | undefined {
  const used = now.runtime.cpuSeconds;
  const earlier = restarted ? 0 : before.runtime.cpuSeconds;
  if (used === undefined || earlier === undefined || now.at <= before.at) return undefined;
  return Math.max(0, used >= earlier ? used - earlier : used) / (now.at - before.at);
}
