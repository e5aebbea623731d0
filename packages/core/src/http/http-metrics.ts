import type { IncomingMessage } from "node:http";
import type { Warn } from "../metric/warning.js";
import type { Labels } from "../metric-family.js";
import { type IsExcluded, pathOf } from "./exclusion.js";
import type { Framework } from "./framework.js";
import type { LabelReader } from "./label-reader.js";
import { Measurement } from "./measurement.js";
import { methodIndex } from "./method.js";
import { keepMeasurement, measurementsOf } from "./open-requests.js";
import type { RawExchange } from "./request-arguments.js";
import type { RequestRecorder } from "./request-recorder.js";
import { hasFailed } from "./unhandled-error.js";

/** How requests are measured, decided once. */
export interface HttpMetricsSettings {
  /** One per preset; empty without default metrics. */
  readonly recorders: readonly RequestRecorder[];
  readonly extraLabels: LabelReader;
  readonly groupBy: "route" | "path" | ((request: never, response: never) => string);
  readonly isExcluded: IsExcluded | undefined;
  readonly excludeFrom: "defaults" | "all";
  /** Reads the exemplar of a request that is over; must not throw. */
  readonly exemplar: ((measurement: Measurement) => Labels | undefined) | undefined;
  /** Called for each measurement that begins, to watch what only some options need. */
  readonly watch: ((measurement: Measurement) => void) | undefined;
  readonly warn: Warn;
}

const NO_LABELS: readonly string[] = [];

/** Measures requests: begins when an adapter says so, ends when the response has closed. */
export class HttpMetrics {
  readonly settings: HttpMetricsSettings;
  /** Instruments that every request carries. */
  readonly defaultInstruments: ((measurement: Measurement) => void)[] = [];

  constructor(settings: HttpMetricsSettings) {
    this.settings = settings;
  }

  /** The measurement of a request by these metrics, if it has begun. */
  current(request: IncomingMessage): Measurement | undefined {
    let measurement = measurementsOf(request);
    while (measurement !== undefined && measurement.http !== this) measurement = measurement.next;
    return measurement;
  }

  /**
   * Begins to measure a request, once however often it is called.
   * `tracked: false`: only for instruments, without the default metrics.
   */
  begin(
    framework: Framework,
    raw: RawExchange,
    request: unknown,
    response: unknown,
    tracked = true,
  ): Measurement {
    const first = measurementsOf(raw.request);
    let known = first;
    let counted = false;
    while (known !== undefined) {
      if (known.http === this) return known;
      counted ||= known.tracked && this.#sharesFamilies(known.http);
      known = known.next;
    }
    const isTracked = tracked && !counted && this.settings.recorders.length > 0;
    const measurement = new Measurement(this, framework, raw, request, response, isTracked, first);
    keepMeasurement(raw.request, measurement);
    this.#start(measurement, tracked);
    return measurement;
  }

  /** Called by the measurement, once. Nothing here may throw: it runs in an event of the response. */
  finish(measurement: Measurement): void {
    const { excluded, instruments } = measurement;
    const { exemplar } = this.settings;
    if (exemplar !== undefined && !excluded) measurement.exemplar = exemplar(measurement);
    if (measurement.tracked) this.#record(measurement);
    if (instruments !== undefined) {
      for (const instrument of instruments) instrument.end(measurement, excluded);
    }
  }

  /** Creates the series of a known route at 0, so that its first error shows in a rate. */
  preinitialise(path: string, method: string): void {
    if (this.settings.extraLabels.names.length > 0) return;
    for (const recorder of this.settings.recorders) {
      for (const code of [200, 500]) recorder.preinitialise(path, methodIndex(method), code);
    }
  }

  /** From now on the default metrics skip the request. */
  doNotTrack(measurement: Measurement): void {
    if (!measurement.tracked) return;
    measurement.tracked = false;
    this.#countInFlight(measurement.method, -1);
  }

  /** From now on every metric skips the request. */
  exclude(measurement: Measurement): void {
    this.doNotTrack(measurement);
    measurement.excluded = true;
  }

  #start(measurement: Measurement, all: boolean): void {
    const { isExcluded, excludeFrom, watch } = this.settings;
    if (measurement.tracked) this.#countInFlight(measurement.method, 1);
    if (isExcluded !== undefined && this.#isLeftOut(measurement, isExcluded)) {
      if (excludeFrom === "all") this.exclude(measurement);
      else this.doNotTrack(measurement);
    }
    if (watch !== undefined) watch(measurement);
    if (all) for (const attach of this.defaultInstruments) attach(measurement);
  }

  #isLeftOut({ rawRequest, request }: Measurement, isExcluded: IsExcluded): boolean {
    const { originalUrl } = rawRequest as { originalUrl?: string };
    return isExcluded(pathOf(originalUrl ?? rawRequest.url), request);
  }

  #record(measurement: Measurement): void {
    const { recorders, extraLabels } = this.settings;
    this.#countInFlight(measurement.method, -1);
    const path = this.#path(measurement);
    const failed = hasFailed(measurement);
    for (const recorder of recorders) {
      const extra = this.#extraValues(extraLabels, recorder, measurement);
      recorder.record(path, measurement, extra);
      if (failed) recorder.recordException(path, measurement, extra);
    }
  }

  #extraValues(
    labels: LabelReader,
    { families }: RequestRecorder,
    { request, response }: Measurement,
  ): readonly string[] {
    if (labels.names.length === 0) return NO_LABELS;
    const family = families.duration ?? families.summary ?? families.total;
    if (family === undefined) return NO_LABELS;
    return labels.constants ?? labels.read(request, response, family as never, this.settings.warn);
  }

  #path(measurement: Measurement): string | undefined {
    const { groupBy } = this.settings;
    const { request, response, rawRequest } = measurement;
    if (groupBy === "route") return measurement.framework.route(request, response);
    if (groupBy === "path") {
      return pathOf((rawRequest as { originalUrl?: string }).originalUrl ?? rawRequest.url);
    }
    try {
      return String(
        (groupBy as (request: unknown, response: unknown) => string)(request, response),
      );
    } catch {
      return undefined;
    }
  }

  #countInFlight(method: number, change: 1 | -1): void {
    for (const recorder of this.settings.recorders) recorder.inFlight(method)?.inc(change);
  }

  #sharesFamilies(other: HttpMetrics): boolean {
    return this.settings.recorders.some(({ families }) =>
      other.settings.recorders.some((theirs) => theirs.families.key === families.key),
    );
  }
}
