import { DEFAULT_BUCKETS } from "../metric/buckets.js";

/** What a label of an HTTP metric says about a request. */
export type LabelRole = "method" | "path" | "status" | "errorType";

/** One HTTP metric of a preset: its name and its label names with their meaning. */
export interface PresetFamily {
  readonly name: string;
  readonly labels: Readonly<Record<string, LabelRole>>;
}

/** The code under which a request is recorded whose client left before the response had ended. */
export const CLIENT_CLOSED = 0;

/** Names, labels, buckets and label values of the HTTP metrics. */
export interface Preset {
  /** Stands before the names below unless the option `prefix` replaces it. */
  readonly prefix?: string;
  readonly duration: PresetFamily;
  readonly total?: PresetFamily;
  readonly exceptions?: PresetFamily;
  readonly inFlight?: PresetFamily;
  readonly requestSize?: PresetFamily;
  readonly responseSize?: PresetFamily;
  readonly timeToFirstByte?: PresetFamily;
  readonly buckets: readonly number[];
  readonly sizeBuckets: readonly number[];
  readonly unmatched: string;
  /** `code` is `CLIENT_CLOSED` when the client left. */
  readonly status: (code: number) => string;
  readonly errorType?: (code: number) => string;
}

/** Powers of four from 64 bytes to 64 MiB. */
const SIZE_BUCKETS: readonly number[] = Array.from({ length: 11 }, (_, n) => 64 * 4 ** n);

/** nginx's code for a request whose client left. */
const statusOrClosed = (code: number): string => (code === CLIENT_CLOSED ? "499" : String(code));

function named(labels: Readonly<Record<string, LabelRole>>): Preset {
  return {
    duration: { name: "http_request_duration_seconds", labels },
    total: { name: "http_requests_total", labels },
    exceptions: { name: "http_request_exceptions_total", labels },
    inFlight: { name: "http_requests_in_flight", labels: { method: "method" } },
    requestSize: { name: "http_request_size_bytes", labels },
    responseSize: { name: "http_response_size_bytes", labels },
    timeToFirstByte: { name: "http_response_time_to_first_byte_seconds", labels },
    buckets: DEFAULT_BUCKETS,
    sizeBuckets: SIZE_BUCKETS,
    unmatched: "<unmatched>",
    status: statusOrClosed,
  };
}

const otelLabels = {
  http_request_method: "method",
  http_route: "path",
  http_response_status_code: "status",
  error_type: "errorType",
} as const;

const opentelemetry: Preset = {
  duration: { name: "http_server_request_duration_seconds", labels: otelLabels },
  inFlight: { name: "http_server_active_requests", labels: { http_request_method: "method" } },
  requestSize: { name: "http_server_request_body_size_bytes", labels: otelLabels },
  responseSize: { name: "http_server_response_body_size_bytes", labels: otelLabels },
  timeToFirstByte: { name: "http_server_time_to_first_byte_seconds", labels: otelLabels },
  buckets: DEFAULT_BUCKETS,
  sizeBuckets: SIZE_BUCKETS,
  unmatched: "",
  // The conventions set the status code only when one was sent.
  status: (code) => (code === CLIENT_CLOSED ? "" : String(code)),
  errorType: (code) => {
    if (code === CLIENT_CLOSED) return "client_aborted";
    return code >= 500 ? String(code) : "";
  },
};

const flaskLabels = { method: "method", path: "path", status: "status" } as const;

const flask: Preset = {
  ...named(flaskLabels),
  prefix: "flask",
  total: { name: "http_request_total", labels: { method: "method", status: "status" } },
  exceptions: {
    name: "http_request_exceptions_total",
    labels: { method: "method", status: "status" },
  },
};

export type PresetName = "default" | "classic" | "opentelemetry" | "flask";

/** All presets, by the name that the option `preset` takes. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  default: named({ method: "method", path: "path", status: "status" }),
  classic: {
    ...named({ method: "method", route: "path", status_code: "status" }),
    unmatched: "__unmatched__",
  },
  opentelemetry,
  flask,
};

/** The name with the prefix of the options, or else of the preset. */
export function prefixedName(preset: Preset, prefix: string | undefined, name: string): string {
  const first = (prefix ?? preset.prefix ?? "").replace(/_$/, "");
  return first === "" ? name : `${first}_${name}`;
}

/** The summary of durations; beside the histogram it needs a name of its own. */
export function summaryFamily(
  duration: PresetFamily,
  kind: "histogram" | "summary" | "both" | false,
): PresetFamily {
  const ending = kind === "both" ? "_summary_seconds" : "_seconds";
  return { ...duration, name: duration.name.replace(/_seconds$/, ending) };
}
