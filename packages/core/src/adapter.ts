export { type Attached, attach } from "./attach.js";
export {
  type ContextFramework,
  type ContextMetrics,
  type ContextOptions,
  contextMiddleware,
} from "./context-middleware.js";
export { hasPath, pathOf } from "./http/exclusion.js";
export { type Framework, NO_FRAMEWORK } from "./http/framework.js";
export type { HttpMetrics } from "./http/http-metrics.js";
export type { Measurement } from "./http/measurement.js";
export { excludeEverywhere } from "./http/open-requests.js";
export type { RawExchange } from "./http/request-arguments.js";
export { stateOf } from "./http/request-state.js";
export { Route } from "./http/route.js";
export { noteErrors, noteUnhandled } from "./http/unhandled-error.js";
export { internalsOf, type MetricsInternals } from "./metrics.js";
