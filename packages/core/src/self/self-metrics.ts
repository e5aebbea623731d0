import type { ScraperOptions } from "../exposition/scraper.js";
import { Counter } from "../metric/counter.js";
import { Family, registryOf } from "../metric/family.js";
import type { FamilyOptions } from "../metric/family-options.js";
import { Info } from "../metric/info.js";
import { registerOnce } from "../metric/registration.js";
import type { Series } from "../metric/series.js";
import { Summary } from "../metric/summary.js";
import { type Warn, WarnOnce } from "../metric/warning.js";
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
    super(options, { suffix: "_total" });
    this.#registry = options.registry;
    this.#tally = tally;
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  /** It has no series to be read one by one. */
  override liveFamily(): undefined {}

  override readSeries(): never {
    throw new TypeError(`${this.name} has no series of its own.`);
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
    return { ...this.head, type: "counter", series };
  }
}

/** Registers the metrics about this library itself; returns what a scraper tells them. */
export function registerSelfMetrics(
  registry: RegistryLike,
  warn: Warn,
): Required<Pick<ScraperOptions, "onCollected" | "onErrors">> {
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
  return scrapeMetrics(registry, warn);
}

function scrapeMetrics(
  registry: RegistryLike,
  warn: Warn,
): Required<Pick<ScraperOptions, "onCollected" | "onErrors">> {
  const duration = new Summary({
    name: "routemetrics_scrape_duration_seconds",
    help: "Seconds that it took to collect the metrics for a scrape.",
    registry,
  });
  const errors = new Counter({
    name: "routemetrics_scrape_errors_total",
    help: "Metrics, or parts of one, that were left out of a scrape.",
    registry,
  });
  const warnings = new WarnOnce();
  warnings.warn = warn;
  return {
    onCollected: (seconds) => duration.observe(seconds),
    onErrors: (failed) => {
      errors.inc(failed.length);
      for (const { metric, error } of failed) {
        warnings.once(metric, `${metric} is incomplete in a scrape: ${error.message}.`);
      }
    },
  };
}
