import { DEFAULT_BUCKETS } from "../metric/buckets.js";
import {
  expressPromBundle,
  fastifyMetrics,
  prometheusApiMetrics,
  promster,
  swaggerStats,
} from "./migration-presets.js";
import { CLIENT_CLOSED, type LabelRole, type Preset, statusOrClosed } from "./preset.js";

/** Powers of four from 64 bytes to 64 MiB. */
const SIZE_BUCKETS: readonly number[] = Array.from({ length: 11 }, (_, n) => 64 * 4 ** n);

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

/** The exporter of the JavaScript SDK leaves the unit out of the name; nothing else is on there. */
const opentelemetryJs: Preset = {
  ...opentelemetry,
  duration: { name: "http_server_request_duration", labels: otelLabels },
  track: { inFlight: false },
  textOnly: true,
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

export type PresetName =
  | "default"
  | "classic"
  | "opentelemetry"
  | "opentelemetry-js"
  | "flask"
  | "fastify-metrics"
  | "express-prom-bundle"
  | "promster"
  | "prometheus-api-metrics"
  | "swagger-stats";

/** All presets, by the name that the option `preset` takes. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  default: named({ method: "method", path: "path", status: "status" }),
  classic: {
    ...named({ method: "method", route: "path", status_code: "status" }),
    unmatched: "__unmatched__",
  },
  opentelemetry,
  "opentelemetry-js": opentelemetryJs,
  flask,
  "fastify-metrics": fastifyMetrics,
  "express-prom-bundle": expressPromBundle,
  promster,
  "prometheus-api-metrics": prometheusApiMetrics,
  "swagger-stats": swaggerStats,
};

/** The presets that the option chooses, each once. */
export function presetNamesOf(
  preset: PresetName | readonly PresetName[] = "default",
): PresetName[] {
  return [...new Set([preset].flat() as PresetName[])];
}
