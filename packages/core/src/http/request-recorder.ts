import type { Family } from "../metric/family.js";
import type { HistogramSeries } from "../metric/histogram-series.js";
import type { Series } from "../metric/series.js";
import { OVERFLOW } from "../metric/series-map.js";
import type { SummarySeries } from "../metric/summary.js";
import type { CounterSeries, GaugeSeries } from "../metric/value-series.js";
import type { Labels } from "../metric-family.js";
import type { HttpFamilies } from "./http-families.js";
import { METHOD_LABELS } from "./method.js";
import type { LabelRole, Preset } from "./preset.js";
import { type Route, templateOf } from "./route.js";

/** What is known of a request when its response has ended. */
export interface FinishedRequest {
  /** Index into `METHOD_LABELS`. */
  readonly method: number;
  /** The status code, or `CLIENT_CLOSED`. */
  readonly code: number;
  readonly seconds: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Seconds to the headers; negative when none were sent. */
  readonly secondsToFirstByte: number;
  readonly exemplar: Labels | undefined;
}

type Classified = Pick<FinishedRequest, "method" | "code">;

/** The series of all metrics for one method, path and status, found once and kept. */
class RecordedSeries {
  /** Method and code in one number: one comparison finds it. */
  readonly key: number;
  /** The first that is on; removed by the application when all of them are. */
  main: Series | undefined;
  duration: HistogramSeries | undefined;
  /** True when there is more to record than the duration. */
  hasMore = false;
  summary: SummarySeries | undefined;
  total: CounterSeries | undefined;
  requestSize: HistogramSeries | undefined;
  responseSize: HistogramSeries | undefined;
  timeToFirstByte: HistogramSeries | undefined;

  constructor(key: number) {
    this.key = key;
  }
}

/** The records of one path; there are few, so that a scan finds one faster than a map would. */
class PathRecords {
  readonly owner: RequestRecorder;
  #records: readonly RecordedSeries[] = [];

  constructor(owner: RequestRecorder) {
    this.owner = owner;
  }

  /** What is kept for method and code, unless the application has removed it. */
  find(key: number): RecordedSeries | undefined {
    const records = this.#records;
    for (let index = 0; index < records.length; index++) {
      const record = records[index] as RecordedSeries;
      if (record.key === key) return record.main?.renew === undefined ? record : undefined;
    }
    return undefined;
  }

  keep(record: RecordedSeries): void {
    // Replaced, not grown by `push`, which would make room for sixteen more.
    this.#records = [...this.#records.filter(({ key }) => key !== record.key), record].slice();
  }
}

/** Writes finished requests into the metrics of one preset. */
export class RequestRecorder {
  readonly families: HttpFamilies;
  /** True: the name of a route goes before its template. */
  readonly routeNames: boolean;
  readonly #preset: Preset;
  readonly #status: (code: number) => string;
  readonly #byPath = new Map<string | undefined, PathRecords>();
  readonly #inFlight: (GaugeSeries | undefined)[] = [];
  readonly #maxPaths: number;

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
  }

  /** The gauge of requests in flight with this method, if it is on. */
  inFlight(method: number): GaugeSeries | undefined {
    const known = this.#inFlight[method];
    if (known !== undefined && !known.removed) return known;
    const { inFlight } = this.families;
    if (inFlight === undefined) return undefined;
    const hasMethod = (this.families.roles.get(inFlight) ?? []).length > 0;
    const own = hasMethod ? [this.#method(method)] : [];
    const series = inFlight.series([...own, ...this.families.constants]);
    this.#inFlight[method] = series;
    return series;
  }

  /** `extra`: the values of the labels that the option `labels` adds, if there are any. */
  record(
    route: Route | string | undefined,
    request: FinishedRequest,
    extra: readonly string[],
  ): void {
    const known = extra.length === 0 ? this.#known(route) : undefined;
    const records =
      known?.find(keyOf(request.method, request.code)) ??
      this.#findRecords(templateOf(route), request, extra);
    records.duration?.observe(request.seconds, request.exemplar);
    if (records.hasMore) recordMore(records, request, this.#preset.sizesOfNothing ?? true);
  }

  /** Counts an error that no handler of the application answered. */
  recordException(
    route: Route | string | undefined,
    request: FinishedRequest,
    extra: readonly string[],
  ): void {
    const { exceptions } = this.families;
    const path = templateOf(route);
    if (exceptions === undefined || this.#leavesOut(path, request)) return;
    const values = this.#values(exceptions, path ?? this.#preset.unmatched, request, extra);
    exceptions.series(values).inc(1, request.exemplar);
  }

  /** Creates the series of a known route at 0. */
  preinitialise(path: string, method: number, extra: readonly string[]): void {
    for (const code of [200, 500]) this.#findRecords(path, { method, code }, extra);
    const { exceptions } = this.families;
    exceptions?.series(this.#values(exceptions, path, { method, code: 500 }, extra));
  }

  /** The slot holds the records of one recorder, mostly the only one; the others find theirs by the text. */
  #known(route: Route | string | undefined): PathRecords | undefined {
    if (typeof route !== "object") return this.#byPath.get(route);
    const slot = route.slot as PathRecords | undefined;
    if (slot !== undefined && slot.owner === this) return slot;
    const known = this.#byPath.get(route.template);
    if (known !== undefined) route.slot = known;
    return known;
  }

  #findRecords(
    path: string | undefined,
    request: Classified,
    extra: readonly string[],
  ): RecordedSeries {
    const label = path ?? this.#preset.unmatched;
    if (this.#leavesOut(path, request)) return NOTHING;
    if (extra.length > 0) return this.#resolve(label, request, extra);
    const paths = this.#pathRecords(label);
    // No route is looked up as what it is, not by its label.
    if (path === undefined) this.#byPath.set(undefined, paths);
    const known = paths.find(keyOf(request.method, request.code));
    if (known !== undefined) return known;
    const record = this.#resolve(label, request, extra);
    if (!isFolded(record)) paths.keep(record);
    return record;
  }

  /** Paths beyond the limit are folded before anything is kept for them. */
  #pathRecords(path: string): PathRecords {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    const records = new PathRecords(this);
    if (this.#byPath.size < this.#maxPaths || path === OVERFLOW) this.#byPath.set(path, records);
    return records;
  }

  #leavesOut(path: string | undefined, { method }: Classified): boolean {
    const { leftOut } = this.#preset;
    if (leftOut === undefined) return false;
    const isUnmatched = path === undefined && leftOut.unmatched;
    return isUnmatched || leftOut.methods.includes(METHOD_LABELS[method] as string);
  }

  #method(index: number): string {
    const method = METHOD_LABELS[index] as string;
    return this.#preset.method?.(method) ?? method;
  }

  #resolve(path: string, request: Classified, extra: readonly string[]): RecordedSeries {
    const { duration, summary, total, requestSize, responseSize, timeToFirstByte } = this.families;
    const find = <S extends Series>(family: Family<S, string> | undefined): S | undefined =>
      family?.series(this.#values(family, path, request, extra));
    const record = new RecordedSeries(keyOf(request.method, request.code));
    record.duration = find(duration);
    record.summary = find(summary);
    record.total = find(total);
    record.requestSize = find(requestSize);
    record.responseSize = find(responseSize);
    record.timeToFirstByte = find(timeToFirstByte);
    record.main = record.duration ?? record.summary ?? record.total;
    record.hasMore = [summary, total, requestSize, responseSize, timeToFirstByte].some(Boolean);
    return record;
  }

  #values(
    family: Family<Series, string>,
    path: string,
    { method, code }: Classified,
    extra: readonly string[],
  ): string[] {
    const roles = this.families.roles.get(family as never) ?? [];
    const byRole: Readonly<Record<LabelRole, () => string>> = {
      method: () => this.#method(method),
      path: () => path,
      status: () => this.#status(code),
      errorType: () => this.#preset.errorType?.(code) ?? "",
    };
    return [...roles.map((role) => byRole[role]()), ...extra];
  }
}

/** Of a request that a preset leaves out. */
const NOTHING = new RecordedSeries(-1);

function keyOf(method: number, code: number): number {
  return code * METHOD_LABELS.length + method;
}

/** What is off in most applications. */
function recordMore(
  records: RecordedSeries,
  request: FinishedRequest,
  sizesOfNothing: boolean,
): void {
  const { requestBytes, responseBytes } = request;
  records.total?.inc(1, request.exemplar);
  records.summary?.observe(request.seconds);
  if (sizesOfNothing || requestBytes > 0) records.requestSize?.observe(requestBytes);
  if (sizesOfNothing || responseBytes > 0) records.responseSize?.observe(responseBytes);
  if (records.timeToFirstByte && request.secondsToFirstByte >= 0) {
    records.timeToFirstByte.observe(request.secondsToFirstByte);
  }
}

/** True for label sets beyond the limit; they are not kept, so that each folded request counts as one. */
function isFolded({ main }: RecordedSeries): boolean {
  return main?.labelValues.includes(OVERFLOW) === true;
}
