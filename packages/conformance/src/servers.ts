export { findBinary, requireBinary } from "./servers/find-binary.js";
export {
  type PrometheusOptions,
  type PrometheusServer,
  startPrometheus,
} from "./servers/prometheus.js";
export type { QuerySample, ScrapeTarget } from "./servers/prometheus-api.js";
export { type PushgatewayServer, startPushgateway } from "./servers/pushgateway.js";
export {
  type ServerProcess,
  type ServerProcessOptions,
  startServerProcess,
} from "./servers/server-process.js";
