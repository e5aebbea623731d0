import type { Labels, ValueSeries } from "../metric-family.js";
import { Family, registryOf } from "./family.js";
import type { FamilyOptions } from "./family-options.js";
import { labelText } from "./label-values.js";
import { checkLabelNames } from "./names.js";
import { registerOnce } from "./registration.js";
import { Series } from "./series.js";

type Owner = Pick<Family<InfoSeries>, "name" | "labelNames" | "gathering">;

/** One series of an info metric: its values are further labels. */
export class InfoSeries extends Series {
  values: Labels = {};
  readonly #family: Owner;

  constructor(family: Owner, labelValues: readonly string[]) {
    super(labelValues);
    this.#family = family;
  }

  /** Replaces the values. Their names must not be those of the metric's labels. */
  info(values: Readonly<Record<string, unknown>>): void {
    const names = Object.keys(values);
    checkLabelNames(this.#family.name, names, this.#family.labelNames);
    this.values = Object.fromEntries(names.map((name) => [name, labelText(values[name])]));
    this.changedIn = this.#family.gathering;
  }

  /** Its values are set too rarely to be told apart from those of the last scrape. */
  override changedSince(): boolean {
    return true;
  }

  override reset(): void {
    this.values = {};
  }
}

/** Facts that do not change while the process runs, as labels of a series with the value 1. Its name ends in `_info`. */
export class Info<const Name extends string = never> extends Family<InfoSeries, Name> {
  override readonly type = "info";

  constructor(options: Omit<FamilyOptions<Name>, "unit">) {
    super(
      { aggregation: "first", liveOnly: true, ...options },
      { suffix: "_info", without: ["unit"] },
    );
    if (this.labelNames.length === 0) this.seriesMap.get([]);
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  /** Replaces the values of an info metric without labels. */
  info(values: Readonly<Record<string, unknown>>): void {
    this.only().info(values);
  }

  protected override createSeries(labelValues: readonly string[]): InfoSeries {
    return new InfoSeries(this, labelValues);
  }

  override readSeries(series: InfoSeries): ValueSeries {
    return { labels: { ...this.labelsOf(series), ...series.values }, value: 1 };
  }
}
