import { Counter, MetricsError, type RegistryLike } from "@routemetrics/core";
import { EmissionFailure, type FailureReason } from "./emission-failure.js";

/** What `onError` is told beside the error. */
export interface MetricFailure {
  /** Name of the metric, without prefix. */
  readonly metric: string;
  readonly reason: FailureReason | "unknown_job";
}

export type OnMetricError = (error: MetricsError, failure: MetricFailure) => void;

/** Counts metrics that were left out and tells of them; a job never notices. */
export class Reporter {
  readonly #counter: Counter<"metric" | "reason">;
  readonly #onError: OnMetricError;

  constructor(registry: RegistryLike, onError: OnMetricError | undefined) {
    this.#counter = new Counter({
      name: "job_metrics_errors_total",
      help: "Metrics of jobs that were left out, by metric and reason.",
      labelNames: ["metric", "reason"],
      registry,
    });
    this.#onError = onError ?? warnOnce();
  }

  /** Runs one emission, which may fail. */
  guard<T>(metric: string, run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      const reason = error instanceof EmissionFailure ? error.reason : "internal";
      this.report(metric, reason, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  report(metric: string, reason: MetricFailure["reason"], message: string): void {
    this.#counter.labels({ metric, reason }).inc();
    try {
      const text = metric === "" ? message : `Metric ${metric} was left out: ${message}`;
      this.#onError(new MetricsError("RM_ERR_WORKFLOW", text), { metric, reason });
    } catch {
      // The job must not fail because of its metrics.
    }
  }
}

/** The default: one process warning per metric and reason. */
function warnOnce(): OnMetricError {
  const told = new Set<string>();
  return ({ message }, { metric, reason }) => {
    const key = `${metric} ${reason} ${metric === "" ? message : ""}`;
    if (told.has(key)) return;
    told.add(key);
    process.emitWarning(message, { type: "MetricsWarning", code: "RM_WARNING" });
  };
}
