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
  readonly failed: boolean;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Seconds to the headers; negative when none were sent. */
  readonly secondsToFirstByte: number;
  readonly exemplar: Labels | undefined;
}

type Classified = Pick<FinishedRequest, "method" | "code">;

/** The series of all metrics for one method, path and status, found once and kept. */
class RecordedSeries {
  duration: HistogramSeries | undefined;
  summary: SummarySeries | undefined;
  total: CounterSeries | undefined;
  requestSize: HistogramSeries | undefined;
  responseSize: HistogramSeries | undefined;
  timeToFirstByte: HistogramSeries | undefined;
  /** Found at the first exception, so that no series stands for what never happened. */
  exceptions: CounterSeries | undefined;
}

/** The records of one path: by method, then by status code; there are few of each. */
export class PathRecords {
  readonly path: string;
  readonly codes: (number[] | undefined)[] = [];
  readonly records: (RecordedSeries[] | undefined)[] = [];

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
    records.total?.inc(1, request.exemplar);
    if (records.summary) records.summary.observe(request.seconds);
    if (records.requestSize) records.requestSize.observe(request.requestBytes);
    if (records.responseSize) records.responseSize.observe(request.responseBytes);
    if (records.timeToFirstByte && request.secondsToFirstByte >= 0) {
      records.timeToFirstByte.observe(request.secondsToFirstByte);
    }
    if (request.failed) this.#recordException(records, path, request, extra);
  }

  /** Creates the series of a known route at 0. */
  preinitialise(path: string, method: number, code: number): void {
    this.#kept(this.#pathRecords(path), { method, code });
  }

  #recordException(
    records: RecordedSeries,
    path: string | undefined,
    request: FinishedRequest,
    extra: readonly string[],
  ): void {
    const { exceptions } = this.families;
    if (exceptions === undefined) return;
    if (records.exceptions === undefined || records.exceptions.removed) {
      const known = path ?? this.#preset.unmatched;
      records.exceptions = exceptions.series(this.#values(exceptions, known, request, extra));
    }
    records.exceptions.inc(1, request.exemplar);
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
    const { method, code } = request;
    paths.codes[method] ??= [];
    paths.records[method] ??= [];
    const codes = paths.codes[method];
    const records = paths.records[method];
    for (let index = 0; index < codes.length; index++) {
      if (codes[index] !== code) continue;
      const record = records[index] as RecordedSeries;
      if (!isRemoved(record)) return record;
      const found = this.#resolve(paths.path, request, []);
      records[index] = found;
      return found;
    }
    const record = this.#resolve(paths.path, request, []);
    if (!isFolded(record)) {
      codes.push(code);
      records.push(record);
    }
    return record;
  }

  #resolve(path: string, request: Classified, extra: readonly string[]): RecordedSeries {
    const { duration, summary, total, requestSize, responseSize, timeToFirstByte } = this.families;
    const find = <S extends Series>(family: Family<S, string> | undefined): S | undefined =>
      family?.series(this.#values(family, path, request, extra));
    const record = new RecordedSeries();
    record.duration = find(duration);
    record.summary = find(summary);
    record.total = find(total);
    record.requestSize = find(requestSize);
    record.responseSize = find(responseSize);
    record.timeToFirstByte = find(timeToFirstByte);
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

/** True when the application removed series that were kept here. */
function isRemoved({ duration, summary, total }: RecordedSeries): boolean {
  return (duration ?? summary ?? total)?.removed === true;
}

/** True for label sets beyond the limit; they are not kept, so that each folded request counts as one. */
function isFolded({ duration, summary, total }: RecordedSeries): boolean {
  return (duration ?? summary ?? total)?.labelValues.includes(OVERFLOW) === true;
}
