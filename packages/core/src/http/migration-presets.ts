// Names, labels, buckets and quantiles of other packages, so that the dashboards made for
// them go on. What those packages do not have is off until an option turns it on.
import { type LabelRole, type Preset, statusOrClosed } from "./preset.js";

type Labels = Readonly<Record<string, LabelRole>>;

/** What they have in common. */
function migration(labels: Labels): Omit<Preset, "buckets" | "sizeBuckets" | "unmatched"> {
  return {
    duration: { name: "http_request_duration_seconds", labels },
    exceptions: { name: "http_request_exceptions_total", labels },
    inFlight: { name: "http_requests_in_flight", labels: { method: "method" } },
    requestSize: { name: "http_request_size_bytes", labels },
    responseSize: { name: "http_response_size_bytes", labels },
    timeToFirstByte: { name: "http_response_time_to_first_byte_seconds", labels },
    status: statusOrClosed,
    track: { inFlight: false, exceptions: false },
    textOnly: true,
  };
}

/** Of 100 bytes to 100 MB. */
const SIZES: readonly number[] = Array.from({ length: 7 }, (_, n) => 100 * 10 ** n);

export const fastifyMetrics: Preset = {
  ...migration({ method: "method", route: "path", status_code: "status" }),
  durationKind: "both",
  summary: {
    name: "http_request_summary_seconds",
    percentiles: [0.01, 0.05, 0.5, 0.9, 0.95, 0.99, 0.999],
  },
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  sizeBuckets: SIZES,
  unmatched: "__unknown__",
  leftOut: { methods: ["HEAD", "OPTIONS", "TRACE", "CONNECT"], unmatched: true },
  routeNames: true,
};

export const expressPromBundle: Preset = {
  ...migration({ status_code: "status", method: "method", path: "path" }),
  summary: { percentiles: [0.5, 0.75, 0.95, 0.98, 0.99, 0.999] },
  buckets: [0.003, 0.03, 0.1, 0.3, 1.5, 10],
  sizeBuckets: SIZES,
  unmatched: "<unmatched>",
  gauges: { up: "up" },
};

const promsterLabels: Labels = { method: "method", path: "path", status_code: "status" };

export const promster: Preset = {
  ...migration(promsterLabels),
  total: { name: "http_requests_total", labels: promsterLabels },
  summary: {
    name: "http_request_duration_per_percentile_seconds",
    percentiles: [0.5, 0.9, 0.95, 0.98, 0.99],
  },
  requestSize: { name: "http_request_content_length_bytes", labels: promsterLabels },
  responseSize: { name: "http_response_content_length_bytes", labels: promsterLabels },
  buckets: [0.05, 0.1, 0.3, 0.5, 0.8, 1, 1.5, 2, 3, 10],
  sizeBuckets: [1e5, 2e5, 5e5, 1e6, 1.5e6, 2e6, 3e6, 5e6, 1e7],
  sizesOfNothing: false,
  unmatched: "<unmatched>",
  method: (method) => method.toLowerCase(),
  gauges: { up: "nodejs_up" },
};

export const prometheusApiMetrics: Preset = {
  ...migration({ method: "method", route: "path", code: "status" }),
  track: { inFlight: false, exceptions: false, requestSize: true, responseSize: true },
  buckets: [0.001, 0.005, 0.015, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5],
  sizeBuckets: [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000],
  unmatched: "N/A",
  gauges: {
    applicationVersion: "app_version",
    openConnections: "expressjs_number_of_open_connections",
  },
};

const swaggerLabels: Labels = { method: "method", path: "path", code: "status" };

export const swaggerStats: Preset = {
  ...migration(swaggerLabels),
  duration: { name: "api_request_duration_milliseconds", labels: swaggerLabels },
  milliseconds: true,
  summary: { name: "api_request_duration_seconds", percentiles: [] },
  total: { name: "api_request_total", labels: swaggerLabels },
  overall: [
    { name: "api_all_request_total", help: "All requests.", statuses: /./ },
    { name: "api_all_success_total", help: "Requests answered with 2xx.", statuses: /^2/ },
    { name: "api_all_errors_total", help: "Requests with 4xx or 5xx.", statuses: /^[45]/ },
    { name: "api_all_client_error_total", help: "Requests with 4xx.", statuses: /^4/ },
    { name: "api_all_server_error_total", help: "Requests with 5xx.", statuses: /^5/ },
  ],
  inFlight: { name: "api_all_request_in_processing_total", labels: {} },
  requestSize: { name: "api_request_size_bytes", labels: swaggerLabels },
  responseSize: { name: "api_response_size_bytes", labels: swaggerLabels },
  track: { exceptions: false, requestSize: true, responseSize: true },
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  sizeBuckets: [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000],
  unmatched: "<unmatched>",
  gauges: {
    memory: {
      rss: "nodejs_process_memory_rss_bytes",
      heapTotal: "nodejs_process_memory_heap_total_bytes",
      heapUsed: "nodejs_process_memory_heap_used_bytes",
      external: "nodejs_process_memory_external_bytes",
    },
    cpuPercentage: "nodejs_process_cpu_usage_percentage",
  },
};
