import { Family, registryOf } from "../metric/family.js";
import type { FamilyOptions } from "../metric/family-options.js";
import { Info } from "../metric/info.js";
import { registerOnce } from "../metric/registration.js";
import type { Series } from "../metric/series.js";
import type { ValueFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { VERSION } from "../version.js";

/** Counts that every family of ours keeps about itself. */
type Tally = "overflowed" | "labelErrors";

/** A counter over what the families of a registry have counted about themselves. */
class FamilyTally extends Family<Series, "metric"> {
  override readonly type = "counter";
  readonly #registry: RegistryLike;
  readonly #tally: Tally;

  constructor(
    options: FamilyOptions<"metric"> & { readonly registry: RegistryLike },
    tally: Tally,
  ) {
    super(options, "_total");
    this.#registry = options.registry;
    this.#tally = tally;
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  protected override createSeries(): Series {
    throw new TypeError(`${this.name} has no series of its own.`);
  }

  protected override toFamily(): ValueFamily {
    const families = this.#registry.getMetricsAsArray() as readonly Partial<Family<Series>>[];
    const series = families.flatMap((family) => {
      const value = family[this.#tally];
      return typeof value === "number" && value > 0
        ? [{ labels: { metric: String(family.name) }, value }]
        : [];
    });
    return { ...this.base, type: "counter", series };
  }
}

/** Registers the metrics about this library itself. */
export function registerSelfMetrics(registry: RegistryLike): void {
  new Info({ name: "routemetrics_info", help: "The version of routemetrics.", registry }).info({
    version: VERSION,
  });
  const labelNames = ["metric"] as const;
  const overflow = "Recordings whose label set was beyond the limit of series, by metric.";
  new FamilyTally(
    { name: "routemetrics_series_overflow_total", help: overflow, labelNames, registry },
    "overflowed",
  );
  const errors = "Label functions that threw, by metric.";
  new FamilyTally(
    { name: "routemetrics_label_errors_total", help: errors, labelNames, registry },
    "labelErrors",
  );
}
