import { inspect } from "node:util";
import { MetricsError, type RegistryLike } from "@routemetrics/core";
import type { JobSpecs } from "../manifest/specs.js";
import { suggestion } from "../manifest/suggest.js";
import type { TextValue, WorkflowDetails } from "./details.js";
import type { Substitution } from "./emit.js";
import type { OnMetricError } from "./reporter.js";
import type { StatusOf } from "./run-node.js";

export interface JobMetricsOptions {
  /** What `loadMetrics` returned, once or several times. */
  readonly specs: JobSpecs | readonly JobSpecs[];
  /** Default: prom-client's global registry. */
  readonly registry?: RegistryLike;
  /** Before every metric's name; Argo's own is `argo_workflows_`. Default: none. */
  readonly prefix?: string;
  /** Told about each metric that is left out. Default: one process warning per metric and reason. */
  readonly onError?: OnMetricError;
  /** `each`: every attempt emits, as in Argo. `final`: only the last one. Default: `each`. */
  readonly emit?: "each" | "final";
  /** `bound`: values are operands of conditions. `text`: spliced in, as in Argo. Default: `bound`. */
  readonly substitution?: Substitution;
  /** Seconds after which counters and gauges without change are removed. Default: never. */
  readonly ttl?: number;
  /** Most series of one metric and set of labels. Default: 10000. */
  readonly maxSeries?: number;
}

export interface TaskOptions extends WorkflowDetails {
  /** `inputs.parameters.*` */
  readonly inputs?: Readonly<Record<string, TextValue>>;
  /** Run the function again after a failure, this many times at most. Default: no retries. */
  readonly retries?: number;
  /** Someone else retries, such as a queue: this is attempt number `attempt`, from 1 … */
  readonly attempt?: number;
  /** … of this many at most. */
  readonly attempts?: number;
  /** The status after an error. Default: always `Failed`. */
  readonly statusOf?: StatusOf;
}

export interface WorkflowOptions extends WorkflowDetails {
  /** `workflow.name`. Default: the name that found the manifest. */
  readonly name?: string;
  readonly statusOf?: StatusOf;
}

const CHECKS: Readonly<Record<keyof JobMetricsOptions, (value: unknown) => string | undefined>> = {
  specs: (value) => (isSpecs(value) ? undefined : "what loadMetrics() returns"),
  registry: (value) => (typeof value === "object" && value !== null ? undefined : "a registry"),
  prefix: (value) =>
    typeof value === "string" && /^(?:[a-zA-Z_:][a-zA-Z0-9_:]*)?$/.test(value)
      ? undefined
      : 'letters, digits, "_" and ":"',
  onError: (value) => (typeof value === "function" ? undefined : "a function"),
  emit: (value) => (value === "each" || value === "final" ? undefined : '"each" or "final"'),
  substitution: (value) =>
    value === "bound" || value === "text" ? undefined : '"bound" or "text"',
  ttl: (value) => (Number(value) > 0 ? undefined : "seconds above 0"),
  maxSeries: (value) =>
    Number.isInteger(value) && Number(value) > 0 ? undefined : "a whole number above 0",
};

/** Throws on options that are unknown or wrong. */
export function checkJobOptions(options: JobMetricsOptions): void {
  if (options?.specs === undefined) {
    throw invalid("specs", undefined, "what loadMetrics() returns");
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(CHECKS, name)) {
      throw new MetricsError(
        "RM_ERR_INVALID_OPTION",
        `jobMetrics has no option ${JSON.stringify(name)}${suggestion(name, Object.keys(CHECKS))}.`,
      );
    }
    const wanted = value === undefined ? undefined : CHECKS[name as keyof JobMetricsOptions](value);
    if (wanted) throw invalid(name, value, wanted);
  }
}

function isSpecs(value: unknown): boolean {
  const all = (Array.isArray(value) ? value : [value]) as Partial<JobSpecs>[];
  return all.every((one) => Array.isArray(one?.workflows) && Array.isArray(one?.metrics));
}

function invalid(name: string, value: unknown, wanted: string): MetricsError {
  return new MetricsError(
    "RM_ERR_INVALID_OPTION",
    `jobMetrics: ${name} has to be ${wanted}, not ${inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY })}.`,
  );
}
