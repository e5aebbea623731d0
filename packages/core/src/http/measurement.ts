import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Labels } from "../metric-family.js";
import type { Framework } from "./framework.js";
import { SWITCHING_PROTOCOLS } from "./handshake.js";
import type { HttpMetrics } from "./http-metrics.js";
import { MeasurementFlags } from "./measurement-flags.js";
import { requestClock } from "./request-clock.js";
import type { FinishedRequest } from "./request-recorder.js";
import { type RequestView, seenThrough } from "./request-view.js";
import { outcomeOf } from "./response-outcome.js";
import { isServed } from "./served-response.js";

/** What a request carries until its response has ended. */
export interface RequestInstrument {
  /** Called once, when the response has ended; `excluded`: leave no trace. */
  end(measurement: Measurement, excluded: boolean): void;
}

/** What is noted of a request while it is on its way, where options ask for it. */
export interface Watched {
  requestBytes: number;
  responseBytes: number;
  /** When the headers were sent; 0 before. */
  headersAt: number;
  /** The span that was active when the request arrived. */
  span: unknown;
}

/** One request on its way: begun by `start`, over when its response has closed. */
export class Measurement extends MeasurementFlags implements FinishedRequest {
  readonly http: HttpMetrics;
  framework: Framework;
  /** Node's request and response. */
  readonly rawRequest: IncomingMessage;
  readonly rawResponse: ServerResponse;
  /** The framework's request and response, for label functions. */
  request: unknown;
  response: unknown;
  /** Index into `METHOD_LABELS`. */
  method = 0;
  /** 0 until it begins: one that never does leaves no trace. */
  startedAt = 0;
  /** The measurement of the same request, by other metrics, that began before this one. */
  readonly next: Measurement | undefined;
  /** The one that began after it. */
  newer: Measurement | undefined = undefined;
  /** The status code, or `CLIENT_CLOSED`; 0 until the response has ended. */
  code = 0;
  /** The duration; 0 until the response has ended. */
  seconds = 0;
  /** What only some options ask for. */
  watched: Watched | undefined = undefined;
  /** Made once the response has ended, where exemplars are on. */
  exemplar: Labels | undefined = undefined;
  instruments: RequestInstrument[] | undefined = undefined;
  readonly socket: Socket | null;
  /** True for an ordinary response: see `isServed`. */
  readonly isServed: boolean;

  constructor(
    http: HttpMetrics,
    framework: Framework,
    rawRequest: IncomingMessage,
    rawResponse: ServerResponse,
    request: unknown,
    response: unknown,
    next: Measurement | undefined,
    flags: number,
  ) {
    super(flags);
    this.http = http;
    this.framework = framework;
    this.rawRequest = rawRequest;
    this.rawResponse = rawResponse;
    this.request = request;
    this.response = response;
    this.next = next;
    this.socket = rawRequest.socket ?? null;
    this.isServed = isServed(this.socket, rawResponse);
  }

  /** True when the request is prepared, and nobody else has met it. */
  get isOnlyPrepared(): boolean {
    return this.isUnmarked === true && this.next === undefined && this.newer === undefined;
  }

  startOrdinary(framework: Framework, method: number, at: number): void {
    this.framework = framework;
    this.markOrdinary();
    this.start(method, at);
  }

  start(method: number, at: number): void {
    this.method = method;
    this.startedAt = at;
  }

  /** True when the response has closed already: no event will follow. One that is served has not. */
  get isLate(): boolean {
    const { closed, stream } = this.rawResponse as ServerResponse & {
      readonly closed?: boolean;
      readonly stream?: { readonly closed: boolean };
    };
    if (closed === true || stream?.closed === true) return true;
    return this.rawResponse.socket === null && this.socket?.closed === true;
  }

  /**
   * Attaches an instrument; to a request that is over or left out it has nothing more to do.
   * `view`: what its label functions are to see of the request.
   */
  carry(instrument: RequestInstrument, view?: RequestView): void {
    if (this.ended || this.excluded) {
      instrument.end(this, this.excluded);
      return;
    }
    this.instruments ??= [];
    this.instruments.push(view === undefined ? instrument : seenThrough(view, instrument));
  }

  /** Ends the measurement, with the code of its outcome; only the first call counts. */
  end(code?: number): void {
    if (this.ended === true) return;
    this.markEnded();
    if (this.startedAt === 0) {
      this.http.forget(this);
      return;
    }
    this.seconds = this.upgraded === true ? 0 : (requestClock() - this.startedAt) / 1000;
    this.code = code ?? this.outcome();
    this.http.ended.record(this);
  }

  /** True for one as nearly all are, that is over. */
  get endsOrdinary(): boolean {
    return this.wasOrdinary && this.instruments === undefined;
  }

  private outcome(): number {
    if (this.upgraded === true) return SWITCHING_PROTOCOLS;
    return outcomeOf(this);
  }

  get requestBytes(): number {
    return this.watched?.requestBytes ?? 0;
  }

  get responseBytes(): number {
    return this.watched?.responseBytes ?? 0;
  }

  /** Negative when no headers were sent. */
  get secondsToFirstByte(): number {
    const headersAt = this.watched?.headersAt ?? 0;
    return headersAt === 0 ? -1 : (headersAt - this.startedAt) / 1000;
  }

  needWatched(): Watched {
    this.watched ??= { requestBytes: 0, responseBytes: 0, headersAt: 0, span: undefined };
    return this.watched;
  }
}
