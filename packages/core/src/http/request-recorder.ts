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
  readonly method: number;
  readonly code: number;
  duration: HistogramSeries | undefined;
  /** True when there is more to record than the duration. */
  hasMore = false;
  summary: SummarySeries | undefined;
  total: CounterSeries | undefined;
  requestSize: HistogramSeries | undefined;
  responseSize: HistogramSeries | undefined;
  timeToFirstByte: HistogramSeries | undefined;

  constructor({ method, code }: Classified) {
    this.method = method;
    this.code = code;
  }
}

/** The records of one path; there are few, so that a scan finds one faster than a map would. */
class PathRecords {
  readonly path: string;
  readonly records: RecordedSeries[] = [];

  constructor(path: string) {
    this.path = path;
  }
}

/** Writes finished requests into the metrics of one preset. */
export class RequestRecorder {
  readonly families: HttpFamilies;
  readonly #preset: Preset;
  readonly #status: (code: number) => string;
  readonly #byPath = new Map<string, PathRecords>();
  readonly #inFlight: (GaugeSeries | undefined)[] = [];
  readonly #maxPaths: number;

  constructor(
    families: HttpFamilies,
    preset: Preset,
    status: (code: number) => string,
    maxSeries: number,
  ) {
    this.families = families;
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
    const series = inFlight.series([METHOD_LABELS[method] as string]);
    this.#inFlight[method] = series;
    return series;
  }

  /** `extra`: the values of the labels that the option `labels` adds, if there are any. */
  record(path: string | undefined, request: FinishedRequest, extra: readonly string[]): void {
    const records =
      extra.length === 0
        ? this.#kept(this.#pathRecords(path ?? this.#preset.unmatched), request)
        : this.#resolve(path ?? this.#preset.unmatched, request, extra);
    records.duration?.observe(request.seconds, request.exemplar);
    if (records.hasMore) recordMore(records, request);
  }

  /** Counts an error that no handler of the application answered. */
  recordException(
    path: string | undefined,
    request: FinishedRequest,
    extra: readonly string[],
  ): void {
    const { exceptions } = this.families;
    if (exceptions === undefined) return;
    const values = this.#values(exceptions, path ?? this.#preset.unmatched, request, extra);
    exceptions.series(values).inc(1, request.exemplar);
  }

  /** Creates the series of a known route at 0. */
  preinitialise(path: string, method: number, code: number): void {
    this.#kept(this.#pathRecords(path), { method, code });
  }

  /** Paths beyond the limit are folded before anything is kept for them. */
  #pathRecords(path: string): PathRecords {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    if (this.#byPath.size >= this.#maxPaths && path !== OVERFLOW) return new PathRecords(path);
    const records = new PathRecords(path);
    this.#byPath.set(path, records);
    return records;
  }

  #kept(paths: PathRecords, request: Classified): RecordedSeries {
    const { path, records } = paths;
    const { method, code } = request;
    for (let index = 0; index < records.length; index++) {
      const record = records[index] as RecordedSeries;
      if (record.code !== code || record.method !== method) continue;
      if (!isRemoved(record)) return record;
      const found = this.#resolve(path, request, []);
      records[index] = found;
      return found;
    }
    const record = this.#resolve(path, request, []);
    if (!isFolded(record)) records.push(record);
    return record;
  }

  #resolve(path: string, request: Classified, extra: readonly string[]): RecordedSeries {
    const { duration, summary, total, requestSize, responseSize, timeToFirstByte } = this.families;
    const find = <S extends Series>(family: Family<S, string> | undefined): S | undefined =>
      family?.series(this.#values(family, path, request, extra));
    const record = new RecordedSeries(request);
    record.duration = find(duration);
    record.summary = find(summary);
    record.total = find(total);
    record.requestSize = find(requestSize);
    record.responseSize = find(responseSize);
    record.timeToFirstByte = find(timeToFirstByte);
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
      method: () => METHOD_LABELS[method] as string,
      path: () => path,
      status: () => this.#status(code),
      errorType: () => this.#preset.errorType?.(code) ?? "",
    };
    return [...roles.map((role) => byRole[role]()), ...extra];
  }
}

/** What is off in most applications. */
function recordMore(records: RecordedSeries, request: FinishedRequest): void {
  records.total?.inc(1, request.exemplar);
  records.summary?.observe(request.seconds);
  records.requestSize?.observe(request.requestBytes);
  records.responseSize?.observe(request.responseBytes);
  if (records.timeToFirstByte && request.secondsToFirstByte >= 0) {
    records.timeToFirstByte.observe(request.secondsToFirstByte);
  }
}

/** True when the application removed series that were kept here. */
function isRemoved({ duration, summary, total }: RecordedSeries): boolean {
  return (duration ?? summary ?? total)?.renew !== undefined;
}

/** True for label sets beyond the limit; they are not kept, so that each folded request counts as one. */
function isFolded({ duration, summary, total }: RecordedSeries): boolean {
  return (duration ?? summary ?? total)?.labelValues.includes(OVERFLOW) === true;
}
