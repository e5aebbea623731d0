import type { DeferredObservations } from "../metric/deferred-observations.js";
import type { Histogram } from "../metric/histogram.js";
import type { HistogramSeries } from "../metric/histogram-series.js";
import { type Classified, findRecord, keyOf, type RecordedSeries } from "./recorded-series.js";
import type { Route } from "./route.js";

/** How many are counted together, a power of two: more cost as much each. */
const CAPACITY = 512;
/** Bits of a small integer, without the one that stands for no outcome. */
const MAX_OUTCOMES = 31;
/** Three digits of code, and a method. */
const KEYS = 1000 * 16;

/**
 * Requests that are over, noted with their route, and counted together: when there is no more
 * room, or before anybody looks at the histogram. So nobody can tell.
 *
 * Between two requests the framework's code and data push out of the processor's caches what
 * counting needs, the series among it, to be fetched anew for each request. Counted together they
 * share it, and a note touches the route alone
 * (docs/decisions/0012-observations-are-counted-together.md).
 */
export class NotedRequests implements DeferredObservations {
  /** A number for each outcome that was met, in the order of their coming: which bit of a route stands for it. */
  private readonly bits: Uint8Array = new Uint8Array(KEYS);
  private outcomes = 0;
  private length = 0;
  private readonly routes: (Route | undefined)[] = new Array(CAPACITY).fill(undefined);
  private readonly keys: Uint16Array = new Uint16Array(CAPACITY);
  private readonly seconds: Float64Array = new Float64Array(CAPACITY);
  private readonly histogram: Pick<Histogram<string>, "defer">;
  private readonly find: (template: string, key: number) => HistogramSeries | undefined;

  /** `find`: the series of a route, or a new one in the place of one that was removed. */
  constructor(
    histogram: Pick<Histogram<string>, "defer">,
    find: (template: string, key: number) => HistogramSeries | undefined,
  ) {
    this.histogram = histogram;
    this.find = find;
  }

  /** True when requests of the route with this outcome can be noted. */
  knows(route: Route, key: number): boolean {
    // Where there is no number for it, it is shifted by none: the lowest bit is of no outcome.
    return route.knownBy === this && (route.usual === key || this.hasBit(route, key));
  }

  private hasBit(route: Route, key: number): boolean {
    return ((route.known >> (this.bits[key] as number)) & 1) === 1;
  }

  /** False when the route has no series yet for this outcome, or nobody knows of it here. */
  note(route: Route, request: Classified & { readonly seconds: number }): boolean {
    const key = keyOf(request);
    if (!this.knows(route, key)) return false;
    if ((this.length & (CAPACITY - 1)) === 0) this.makeRoom();
    const { length } = this;
    this.routes[length] = route;
    this.keys[length] = key;
    this.seconds[length] = request.seconds;
    this.length = length + 1;
    return true;
  }

  /** From now on requests of the route with this outcome can be noted. `first`: the records of the route. */
  know(route: Route, first: RecordedSeries, key: number): void {
    const bit = this.bitOf(key);
    if (bit === 0) return;
    if (route.knownBy !== this) {
      route.knownBy = this;
      route.known = 0;
      route.usual = key;
      route.first = first;
    }
    route.known |= 1 << bit;
  }

  settle(): void {
    const { length, routes, keys, seconds } = this;
    // Before they are counted: a series that starts anew settles too.
    this.length = 0;
    for (let i = 0; i < length; i++) {
      this.seriesOf(routes[i] as Route, keys[i] as number)?.observeAt(seconds, i);
    }
  }

  private makeRoom(): void {
    this.settle();
    this.histogram.defer(this);
  }

  private seriesOf(route: Route, key: number): HistogramSeries | undefined {
    // Another recorder may have met the route since, or the series was removed.
    const known =
      route.knownBy === this ? findRecord(route.first as RecordedSeries, key)?.duration : undefined;
    return known === undefined || known.renew !== undefined
      ? this.find(route.template, key)
      : known;
  }

  /** 0 where there is none left, or the code is none. */
  private bitOf(key: number): number {
    const known = this.bits[key];
    if (known === undefined || known > 0 || this.outcomes === MAX_OUTCOMES) return known ?? 0;
    this.outcomes += 1;
    this.bits[key] = this.outcomes;
    return this.outcomes;
  }
}
