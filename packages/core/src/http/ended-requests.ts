import type { DefaultInstruments } from "./default-instruments.js";
import type { HttpMetricsSettings } from "./http-metrics-settings.js";
import type { InFlight } from "./in-flight.js";
import type { Measurement } from "./measurement.js";
import { NO_LABELS, recordMeasurement } from "./record-measurement.js";
import type { RequestRecorder } from "./request-recorder.js";
import { hasFailed } from "./unhandled-error.js";

/** Records the requests that are over, and ends what they carried. */
export class EndedRequests {
  private readonly settings: HttpMetricsSettings;
  private readonly inFlight: InFlight;
  private readonly defaults: DefaultInstruments;
  /** True: functions of the options read each request. */
  private readonly readsRequests: boolean;
  /** Set when nothing but the route decides what is recorded, in one preset. */
  private readonly only: RequestRecorder | undefined;

  constructor(settings: HttpMetricsSettings, inFlight: InFlight, defaults: DefaultInstruments) {
    this.settings = settings;
    this.inFlight = inFlight;
    this.defaults = defaults;
    const { extraLabels, groupBy, exemplar, recorders } = settings;
    this.readsRequests =
      extraLabels.constants === undefined ||
      typeof groupBy === "function" ||
      exemplar !== undefined;
    const isAlone =
      recorders.length === 1 &&
      !this.readsRequests &&
      groupBy === "route" &&
      !recorders[0]?.routeNames;
    this.only = isAlone ? recorders[0] : undefined;
  }

  /** Called by a measurement, once. Nothing here may throw: it runs in an event of the response. */
  record(measurement: Measurement): void {
    // Short, for the compiler to inline it.
    if (this.only !== undefined && measurement.endsOrdinary) {
      this.recordOrdinary(this.only, measurement);
    } else this.recordAny(measurement);
  }

  private recordAny(measurement: Measurement): void {
    const { framework, request, instruments } = measurement;
    const isRead = this.readsRequests === true || instruments !== undefined;
    if (!isRead || framework.swapView === undefined) {
      this.conclude(measurement);
      return;
    }
    framework.swapView(request);
    try {
      this.conclude(measurement);
    } finally {
      framework.swapView(request);
    }
  }

  /** As `conclude` does, where the route alone decides what is recorded. */
  private recordOrdinary(recorder: RequestRecorder, measurement: Measurement): void {
    const { framework, method, request, response } = measurement;
    this.inFlight.change(method, -1);
    const route = framework.route(request, response);
    recorder.record(route, measurement, NO_LABELS);
    if (hasFailed(measurement)) recorder.recordException(route, measurement, NO_LABELS);
  }

  private conclude(measurement: Measurement): void {
    const { exemplar } = this.settings;
    if (exemplar !== undefined && !measurement.excluded) {
      measurement.exemplar = exemplar(measurement);
    }
    this.defaults.attachTo(measurement);
    const { excluded, instruments } = measurement;
    if (measurement.tracked === true) {
      this.inFlight.count(measurement, -1);
      recordMeasurement(measurement, this.settings);
    }
    if (instruments === undefined) return;
    for (const instrument of instruments) instrument.end(measurement, excluded);
  }
}
