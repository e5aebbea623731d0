export { type LoadOptions, loadMetrics } from "./manifest/load-metrics.js";
export type { JobSpecs, MetricSpec, TemplateSpec, WorkflowSpec } from "./manifest/specs.js";
export { parseGoFloat } from "./number/parse-float.js";
export { evaluateWhen } from "./when/evaluate-when.js";
