import type { Family } from "../metric/family.js";
import type { Series } from "../metric/series.js";
import { OVERFLOW } from "../metric/series-map.js";
import type { GaugeSeries } from "../metric/value-series.js";
import type { Labels } from "../metric-family.js";
import type { HttpFamilies } from "./http-families.js";
import { METHOD_LABELS } from "./method.js";
import { NotedRequests } from "./noted-requests.js";
import type { LabelRole, Preset } from "./preset.js";
import {
  type Classified,
  classifiedBy,
  FurtherRecordedSeries,
  type FurtherSeries,
  findRecord,
  keyOf,
  RecordedSeries,
} from "./recorded-series.js";
import { type Route, templateOf } from "./route.js";

/** What is known of a request when its response has ended. */
export interface FinishedRequest extends Classified {
  readonly seconds: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Seconds to the headers; negative when none were sent. */
  readonly secondsToFirstByte: number;
  readonly exemplar: Labels | undefined;
}

/** Writes finished requests into the metrics of one preset. */
export class RequestRecorder {
  readonly families: HttpFamilies;
  /** True: the name of a route goes before its template. */
  readonly routeNames: boolean;
  readonly #preset: Preset;
  readonly #status: (code: number) => string;
  /** The first record of each path. */
  readonly #byPath = new Map<string | undefined, RecordedSeries>();
  readonly #inFlight: (GaugeSeries | undefined)[] = [];
  readonly #maxPaths: number;
  readonly #noted: NotedRequests | undefined;

  constructor(
    families: HttpFamilies,
    preset: Preset,
    status: (code: number) => string,
    maxSeries: number,
  ) {
    this.families = families;
    this.routeNames = preset.routeNames === true;
    this.#preset = preset;
    this.#status = status;
    this.#maxPaths = maxSeries;
    const { duration } = families;
    this.#noted =
      duration &&
      new NotedRequests(
        duration,
        (template, key) => this.findRecords(template, classifiedBy(key), []).duration,
      );
  }

  /** The gauge of requests in flight with this method, if it is on. */
  inFlight(method: number): GaugeSeries | undefined {
    const known = this.#inFlight[method];
    if (known !== undefined && known.renew === undefined) return known;
    return this.findInFlight(method);
  }

  private findInFlight(method: number): GaugeSeries | undefined {
    const { inFlight } = this.families;
    if (inFlight === undefined) return undefined;
    const hasMethod = (this.families.roles.get(inFlight) ?? []).length > 0;
    const own = hasMethod ? [this.method(method)] : [];
    const series = inFlight.series([...own, ...this.families.constants]);
    this.#inFlight[method] = series;
    return series;
  }

  /** `extra`: the values of the labels that the option `labels` adds, if the request decides one of them. */
  record(
    route: Route | string | undefined,
    request: FinishedRequest,
    extra: readonly string[],
  ): void {
    // Short, for the compiler to inline it: a known outcome of a known route is the usual case.
    const isNoted =
      typeof route === "object" &&
      extra.length === 0 &&
      // Of an exemplar the time is kept.
      request.exemplar === undefined &&
      this.#noted?.note(route, request) === true;
    if (!isNoted) this.recordAnything(route, request, extra);
  }

  private recordAnything(
    route: Route | string | undefined,
    request: FinishedRequest,
    extra: readonly string[],
  ): void {
    const path = templateOf(route);
    const records = this.findRecords(path, request, extra);
    const { duration, more } = records;
    duration?.observe(request.seconds, request.exemplar);
    if (more !== undefined) recordMore(more, request, this.#preset.sizesOfNothing ?? true);
    if (typeof route === "object" && duration !== undefined) this.know(route, records);
  }

  /** The next request with the same route and outcome is only noted. */
  private know(route: Route, { key }: Pick<RecordedSeries, "key">): void {
    if (this.#noted?.knows(route, key) === true) return;
    const first = this.#byPath.get(route.template);
    if (first !== undefined && findRecord(first, key) !== undefined) {
      this.#noted?.know(route, first, key);
    }
  }

  /** Counts an error that no handler of the application answered. */
  recordException(
    route: Route | string | undefined,
    request: FinishedRequest,
    extra: readonly string[],
  ): void {
    const { exceptions } = this.families;
    const path = templateOf(route);
    if (exceptions === undefined || this.leavesOut(path, request)) return;
    const values = this.values(exceptions, path ?? this.#preset.unmatched, request, extra);
    exceptions.series(values).inc(1, request.exemplar);
  }

  /** Creates the series of a known route at 0. */
  preinitialise(path: string, method: number): void {
    for (const code of [200, 500]) this.findRecords(path, { method, code }, []);
    const { exceptions } = this.families;
    exceptions?.series(this.values(exceptions, path, { method, code: 500 }, []));
  }

  private findRecords(
    path: string | undefined,
    request: Classified,
    extra: readonly string[],
  ): Pick<RecordedSeries, "key" | "duration" | "more"> {
    const label = path ?? this.#preset.unmatched;
    const key = keyOf(request);
    if (this.leavesOut(path, request)) return NOTHING;
    if (extra.length > 0) return this.resolve(label, request, extra);
    const known = findRecord(this.#byPath.get(label), key);
    if (known !== undefined && !known.isRemoved) return known;
    const resolved = this.resolve(label, request, extra);
    if (isFolded(resolved)) return resolved;
    if (known === undefined) this.keep(label, resolved);
    else known.renew(resolved);
    // No route is looked up as what it is, not by its label.
    if (path === undefined) this.#byPath.set(undefined, this.#byPath.get(label) ?? resolved);
    return resolved;
  }

  /** The ones kept first stay in front: the usual outcomes of a route come before the others. */
  private keep(path: string, added: RecordedSeries): void {
    let last = this.#byPath.get(path);
    while (last?.next !== undefined) last = last.next;
    if (last !== undefined) last.next = added;
    else if (this.#byPath.size < this.#maxPaths) this.#byPath.set(path, added);
  }

  private leavesOut(path: string | undefined, { method }: Classified): boolean {
    const { leftOut } = this.#preset;
    if (leftOut === undefined) return false;
    const isUnmatched = path === undefined && leftOut.unmatched;
    return isUnmatched || leftOut.methods.includes(METHOD_LABELS[method] as string);
  }

  private method(index: number): string {
    const method = METHOD_LABELS[index] as string;
    return this.#preset.method?.(method) ?? method;
  }

  private resolve(path: string, request: Classified, extra: readonly string[]): RecordedSeries {
    const { duration, summary, total, requestSize, responseSize, timeToFirstByte } = this.families;
    const find = <S extends Series>(family: Family<S, string> | undefined): S | undefined =>
      family?.series(this.values(family, path, request, extra));
    const key = keyOf(request);
    const hasMore = [summary, total, requestSize, responseSize, timeToFirstByte].some(Boolean);
    const record = hasMore ? new FurtherRecordedSeries(key) : new RecordedSeries(key);
    if (!(record instanceof FurtherRecordedSeries)) record.duration = find(duration);
    else {
      record.further = {
        duration: find(duration),
        summary: find(summary),
        total: find(total),
        requestSize: find(requestSize),
        responseSize: find(responseSize),
        timeToFirstByte: find(timeToFirstByte),
      };
    }
    return record;
  }

  private values(
    family: Family<Series, string>,
    path: string,
    { method, code }: Classified,
    extra: readonly string[],
  ): string[] {
    const roles = this.families.roles.get(family as never) ?? [];
    const byRole: Readonly<Record<LabelRole, () => string>> = {
      method: () => this.method(method),
      path: () => path,
      status: () => this.#status(code),
      errorType: () => this.#preset.errorType?.(code) ?? "",
    };
    // Not spread into a new array, which would be made larger than its contents.
    return roles
      .map((role) => byRole[role]())
      .concat(extra.length > 0 ? extra : this.families.constants);
  }
}

/** Of a request that a preset leaves out. */
const NOTHING: Pick<RecordedSeries, "key" | "duration" | "more"> = {
  key: 0,
  duration: undefined,
  more: undefined,
};

/** What is off in most applications. */
function recordMore(
  records: FurtherSeries,
  request: FinishedRequest,
  sizesOfNothing: boolean,
): void {
  const { requestBytes, responseBytes } = request;
  records.duration?.observe(request.seconds, request.exemplar);
  records.total?.inc(1, request.exemplar);
  records.summary?.observe(request.seconds);
  if (sizesOfNothing || requestBytes > 0) records.requestSize?.observe(requestBytes);
  if (sizesOfNothing || responseBytes > 0) records.responseSize?.observe(responseBytes);
  if (records.timeToFirstByte && request.secondsToFirstByte >= 0) {
    records.timeToFirstByte.observe(request.secondsToFirstByte);
  }
}

/** True for label sets beyond the limit; they are not kept, so that each folded request counts as one. */
function isFolded(record: RecordedSeries): boolean {
  return record.main?.labelValues.includes(OVERFLOW) === true;
}
