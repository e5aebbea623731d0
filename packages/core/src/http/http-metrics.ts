import type { IncomingMessage } from "node:http";
import { DefaultInstruments } from "./default-instruments.js";
import { endWithResponse } from "./end-of-response.js";
import { EndedRequests } from "./ended-requests.js";
import { type IsExcluded, pathOf } from "./exclusion.js";
import { type Framework, NO_FRAMEWORK } from "./framework.js";
import type { HttpMetricsSettings } from "./http-metrics-settings.js";
import { InFlight } from "./in-flight.js";
import { Measurement } from "./measurement.js";
import { ORDINARY } from "./measurement-flags.js";
import { methodIndex } from "./method.js";
import { keepMeasurement, knownBy, measurementBy, measurementsOf } from "./open-requests.js";
import type { RawExchange } from "./request-arguments.js";
import { requestClock } from "./request-clock.js";

/** Bits of a count that goes on from 0 before it is no small integer any more. */
const COUNTED = 2 ** 30 - 1;

/** Measures requests: begins when an adapter says so, ends when the response has closed. */
export class HttpMetrics {
  readonly settings: HttpMetricsSettings;
  /** Instruments that every request carries. */
  readonly defaultInstruments: DefaultInstruments = new DefaultInstruments();
  /** What a measurement goes to when it is over. */
  readonly ended: EndedRequests;
  private readonly inFlight: InFlight;

  /** True: nothing but the route decides what becomes of a request. */
  private readonly isPlain: boolean;

  /**
   * Counts the requests that have begun and are served over a connection: whoever lets somebody
   * else answer such a request sees here whether these metrics have met it meanwhile.
   */
  begun = 0;

  /** The last one that was prepared and has not begun: mostly the next to begin. */
  private prepared: Measurement | undefined = undefined;

  constructor(settings: HttpMetricsSettings) {
    this.settings = settings;
    const { recorders, isExcluded, watch } = settings;
    this.inFlight = new InFlight(recorders);
    this.ended = new EndedRequests(settings, this.inFlight, this.defaultInstruments);
    this.isPlain = recorders.length > 0 && isExcluded === undefined && watch === undefined;
  }

  /** The measurement of a request by these metrics, if it has begun. */
  current(request: IncomingMessage): Measurement | undefined {
    if (this.prepared?.rawRequest === request) return undefined;
    const measurement = measurementBy(this, measurementsOf(request));
    return measurement === undefined || measurement.startedAt === 0 ? undefined : measurement;
  }

  /**
   * Does what `begin` needs of an ordinary request before it begins: for a framework that changes
   * the shape of requests and responses, after which each property of them costs more to read.
   * False where there is nothing to prepare.
   */
  prepare(raw: RawExchange): boolean {
    const { request, response } = raw;
    const first = measurementsOf(request);
    if (measurementBy(this, first) !== undefined) return false;
    const measurement = new Measurement(
      this,
      NO_FRAMEWORK,
      request,
      response,
      request,
      response,
      first,
      0,
    );
    if (measurement.isServed === false) return false;
    keepMeasurement(request, measurement);
    endWithResponse(measurement);
    this.prepared = measurement;
    return true;
  }

  /** Called by a measurement that is over and has never begun. */
  forget(measurement: Measurement): void {
    if (this.prepared === measurement) this.prepared = undefined;
  }

  /**
   * Begins to measure a request, once however often it is called.
   * `measured: false`: only for instruments, without the default metrics.
   */
  begin(
    framework: Framework,
    raw: RawExchange,
    request: unknown,
    response: unknown,
    measured = true,
  ): Measurement {
    // Short, for the compiler to inline it: an ordinary request that nobody has met before.
    if (this.prepared?.rawRequest === raw.request) this.prepared = undefined;
    const first = measurementsOf(raw.request);
    const isOrdinary = first === undefined && measured === true && this.meetsOrdinary();
    return isOrdinary
      ? this.beginOrdinary(framework, raw, request, response)
      : this.beginAny(framework, raw, request, response, first, measured);
  }

  private beginOrdinary(
    framework: Framework,
    { request: rawRequest, response: rawResponse }: RawExchange,
    request: unknown,
    response: unknown,
  ): Measurement {
    // First what matters least to be inlined: the compiler goes from the last call to the first.
    const startedAt = requestClock();
    const method = methodIndex(rawRequest.method);
    this.inFlight.change(method, 1);
    const measurement = new Measurement(
      this,
      framework,
      rawRequest,
      rawResponse,
      request,
      response,
      undefined,
      ORDINARY,
    );
    measurement.start(method, startedAt);
    keepMeasurement(rawRequest, measurement);
    endWithResponse(measurement);
    if (measurement.isServed === true) this.begun = (this.begun + 1) & COUNTED;
    else this.meetUnserved(measurement);
    return measurement;
  }

  private beginAny(
    framework: Framework,
    raw: RawExchange,
    request: unknown,
    response: unknown,
    first: Measurement | undefined,
    measured: boolean,
  ): Measurement {
    const known = first === undefined ? undefined : knownBy(this, first, measured);
    if (known !== undefined) {
      if (!known.ended) this.meetAgain(known, framework, request, response, measured);
      return known;
    }
    const measurement = new Measurement(
      this,
      framework,
      raw.request,
      raw.response,
      request,
      response,
      first,
      0,
    );
    measurement.start(methodIndex(raw.request.method), requestClock());
    keepMeasurement(raw.request, measurement);
    endWithResponse(measurement);
    if (measured) this.measure(measurement);
    if (measurement.isServed === false) {
      if (measurement.isLate) measurement.end();
    } else if (measured) this.begun = (this.begun + 1) & COUNTED;
    return measurement;
  }

  /** Of an ordinary request whose response is none. */
  private meetUnserved(measurement: Measurement): void {
    if (measurement.upgraded) this.inFlight.change(measurement.method, -1);
    if (measurement.isLate) measurement.end();
  }

  /**
   * Begins the request that was prepared last, if it is this one and an ordinary one, for a framework
   * that passes Node's own objects. False: it is left to `begin`.
   */
  beginPrepared(framework: Framework, request: IncomingMessage): boolean {
    const { prepared } = this;
    if (prepared?.rawRequest !== request) return false;
    if (!prepared.isOnlyPrepared || !this.meetsOrdinary()) return false;
    this.prepared = undefined;
    const method = methodIndex(request.method);
    this.inFlight.change(method, 1);
    prepared.startOrdinary(framework, method, requestClock());
    return true;
  }

  /** True: the requests that nobody else has met are ordinary ones. */
  private meetsOrdinary(): boolean {
    return this.isPlain === true && this.defaultInstruments.isEmpty;
  }

  /** Creates the series of a known route at 0, so that its first error shows in a rate. */
  preinitialise(path: string, method: string, routeName: string = path): void {
    const { extraLabels, groupBy, recorders } = this.settings;
    // Only what no request decides is known before the first.
    if (groupBy !== "route" || extraLabels.constants === undefined) return;
    for (const recorder of recorders) {
      const label = recorder.routeNames === true ? routeName : path;
      recorder.preinitialise(label, methodIndex(method));
    }
  }

  /** From now on the default metrics skip the request. */
  doNotTrack(measurement: Measurement): void {
    measurement.skipped = true;
    if (!measurement.tracked || measurement.ended) return;
    measurement.tracked = false;
    this.inFlight.count(measurement, -1);
  }

  /** From now on every metric skips the request; what is in progress ends. */
  exclude(measurement: Measurement): void {
    this.doNotTrack(measurement);
    if (measurement.ended) return;
    measurement.excluded = true;
    for (const instrument of measurement.instruments ?? []) instrument.end(measurement, true);
    measurement.instruments = undefined;
  }

  /** The first time that more than an instrument meets the request. */
  private measure(measurement: Measurement): void {
    const { recorders, watch } = this.settings;
    measurement.measured = true;
    if (recorders.length > 0 && measurement.skipped === false && !this.isCounted(measurement)) {
      measurement.tracked = true;
      this.inFlight.count(measurement, 1);
    }
    this.leaveOut(measurement);
    if (watch !== undefined) watch(measurement);
    if (measurement.framework !== NO_FRAMEWORK) this.defaultInstruments.attachTo(measurement);
  }

  /** What was met by an instrument or a bare server before is the framework's from now on. */
  private meetAgain(
    measurement: Measurement,
    framework: Framework,
    request: unknown,
    response: unknown,
    measured: boolean,
  ): void {
    if (measurement.startedAt === 0) {
      measurement.start(methodIndex(measurement.rawRequest.method), requestClock());
    }
    const isNew = measurement.framework === NO_FRAMEWORK && framework !== NO_FRAMEWORK;
    if (isNew) {
      measurement.framework = framework;
      measurement.request = request;
      measurement.response = response;
    }
    if (measured && !measurement.measured) this.measure(measurement);
    else if (isNew) {
      this.leaveOut(measurement);
      this.defaultInstruments.attachTo(measurement);
    }
  }

  private leaveOut(measurement: Measurement): void {
    const { isExcluded, excludeFrom } = this.settings;
    if (isExcluded === undefined || !this.isLeftOut(measurement, isExcluded)) return;
    if (excludeFrom === "all") this.exclude(measurement);
    else this.doNotTrack(measurement);
  }

  /** True when other metrics over the same families count the request already. */
  private isCounted({ rawRequest, next, newer }: Measurement): boolean {
    if (next === undefined && newer === undefined) return false;
    let other = measurementsOf(rawRequest);
    while (other !== undefined) {
      if (other.http !== this && other.tracked && this.sharesFamilies(other.http)) return true;
      other = other.next;
    }
    return false;
  }

  private isLeftOut({ rawRequest, request }: Measurement, isExcluded: IsExcluded): boolean {
    const { originalUrl } = rawRequest as { originalUrl?: string };
    return isExcluded(pathOf(originalUrl ?? rawRequest.url), request);
  }

  private sharesFamilies(other: HttpMetrics): boolean {
    return this.settings.recorders.some(({ families }) =>
      other.settings.recorders.some((theirs) => theirs.families.key === families.key),
    );
  }
}
