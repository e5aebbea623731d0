import type { LabelGetters } from "../http/label-reader.js";
import type { PresetName } from "../http/presets.js";
import type { Labels } from "../metric-family.js";
import type { NativeHistogramOptions } from "../native/native-options.js";
import type { RegistryLike } from "../registry-like.js";

/** Where warnings go; a Fastify or pino logger fits. */
export interface Logger {
  warn(message: string): void;
}

export type { NativeHistogramOptions };

/** The optional metrics of a request. */
export interface TrackOptions {
  /** `http_requests_in_flight`. Default true. */
  readonly inFlight?: boolean;
  /** `http_request_exceptions_total`. Default true. */
  readonly exceptions?: boolean;
  /** `http_request_size_bytes`. Default false. */
  readonly requestSize?: boolean;
  /** `http_response_size_bytes`. Default false. */
  readonly responseSize?: boolean;
  /** `http_response_time_to_first_byte_seconds`. Default false. */
  readonly timeToFirstByte?: boolean;
}

/** How the metrics of several processes or threads become one. */
export interface AggregateOptions {
  /** Process metrics with a `worker` label, or added up. Default `perWorker`. */
  readonly processMetrics?: "perWorker" | "sum";
  /** Folder for what workers share, made when it is not there. Default: one in the temporary folder, private to the user. */
  readonly directory?: string;
}

/** Decides whether a scrape goes on: calls `next`, or answers by itself. */
export type Guard<Request, Response> = (
  request: Request,
  response: Response,
  next: (error?: unknown) => void,
) => unknown;

/** Everything there is to choose; each option has a default. */
export interface MetricsOptions<Request = never, Response = never> {
  /** One registry or several that are exposed together. Default: prom-client's global one. */
  readonly registry?: RegistryLike | readonly RegistryLike[];
  /** Path that answers scrapes, excluded from all metrics; `false`: none. Default `/metrics`. */
  readonly endpoint?: string | false;
  /** Runs before the endpoint, and may answer instead: a handler of Express, a hook of Fastify. Default none. */
  readonly guard?: Guard<Request, Response>;
  /** Names, labels and buckets; several at once during a migration. Default `default`. */
  readonly preset?: PresetName | readonly PresetName[];
  /** Put before the names of the default HTTP metrics, with `_` between. Default none. */
  readonly prefix?: string;
  /** Labels of all HTTP metrics and instruments. Default none. */
  readonly labels?: LabelGetters<Request, Response>;
  /** What `path` holds: the route template, the raw path, or what a function returns. Default `route`. */
  readonly groupBy?: "route" | "path" | ((request: Request, response: Response) => string);
  /** The value of `path` when no route matched. Default `<unmatched>`. */
  readonly unmatched?: string;
  /** Upper bounds of the duration histogram, in seconds. Default: 14 from 5 ms to 10 s. */
  readonly buckets?: readonly number[];
  /** The latency in seconds that is promised: it and four times it become buckets. Default none. */
  readonly slo?: { readonly latency: number };
  /** Known routes exist at 0 before their first request. Default false. */
  readonly preinitialise?: boolean;
  /** Native histogram beside the classic buckets. Default true. */
  readonly nativeHistogram?: boolean | NativeHistogramOptions;
  /** What the duration is. Default `histogram`. */
  readonly duration?: "histogram" | "summary" | "both" | false;
  /** Optional metrics. */
  readonly track?: TrackOptions;
  /** `false`: no default HTTP metrics, only instruments. Default true. */
  readonly defaults?: boolean;
  /** Requests left out: path prefixes at a segment boundary, patterns, predicates. Default none. */
  readonly exclude?:
    | string
    | RegExp
    | ((request: Request) => boolean)
    | readonly (string | RegExp | ((request: Request) => boolean))[];
  /** What `exclude` leaves out of: the default metrics, or all. Default `defaults`. */
  readonly excludeFrom?: "defaults" | "all";
  /** The label value of a status code. Default: the code. */
  readonly status?: (code: number) => string;
  /** Exemplars on durations and totals: of the active OpenTelemetry span, or of a function. Default false. */
  readonly exemplars?: boolean | ((request: Request, response: Response) => Labels | undefined);
  /** prom-client's default metrics, all or by name. Default true. */
  readonly processMetrics?: boolean | readonly string[];
  /** Series per metric; further label sets fold into one. Default 10000. */
  readonly maxSeries?: number;
  /** gzip when the scraper accepts it. Default true. */
  readonly compression?: boolean;
  /** Cluster and worker_threads answer as one. Default `auto`: when there are several. */
  readonly aggregate?: boolean | "auto" | AggregateOptions;
  /** Told about misuse, once each. Default: `console.warn`. */
  readonly logger?: Logger;
}
