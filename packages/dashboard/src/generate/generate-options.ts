import { MetricsError, type MetricsOptions } from "@routemetrics/core";

/** The options of the metrics, and what only dashboards and rules need to know. */
export interface GenerateOptions<Request = never, Response = never>
  extends MetricsOptions<Request, Response> {
  /**
   * What Prometheus stores of the histograms: `classic` buckets, or `native` when it scrapes
   * native histograms. Default `classic`.
   */
  readonly histograms?: "classic" | "native";
  /** Which series the rules are about, in PromQL: `job="shop"`. Default all. */
  readonly selector?: string;
  /** Shares of requests that are to go well. */
  readonly objective?: ServiceObjective;
  /** Stands in the titles of the dashboards. Default `HTTP`. */
  readonly title?: string;
}

export interface ServiceObjective {
  /** Share of requests without a server error. Default 0.999. */
  readonly availability?: number;
  /** Share of requests that are faster than `slo.latency`. Default 0.99. */
  readonly latency?: number;
}

/** Shares between 0 and 1, both excluded: 1 leaves no budget to burn. */
export function checkedObjective(objective: ServiceObjective = {}): Required<ServiceObjective> {
  const { availability = 0.999, latency = 0.99 } = objective;
  for (const [name, value] of Object.entries({ availability, latency })) {
    if (!(value > 0 && value < 1)) {
      throw new MetricsError(
        "RM_ERR_INVALID_OPTION",
        `The option objective.${name} is ${String(value)}: it takes a share below 1, such as 0.999.`,
      );
    }
  }
  return { availability, latency };
}
