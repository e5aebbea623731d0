import {
  countExceptions,
  type ErrorClass,
  type ExceptionFilter,
} from "../function/count-exceptions.js";
import type { MeasuringDecorator } from "../function/method-decorator.js";
import type { AnyFunction } from "../function/wrap-function.js";
import type { Labels, ValueSeries } from "../metric-family.js";
import { Family, registryOf } from "./family.js";
import type { FamilyOptions } from "./family-options.js";
import { registerOnce } from "./registration.js";
import { CounterSeries } from "./value-series.js";
import { ValueView } from "./value-view.js";

/** Counts what only goes up. Its name always ends in `_total`, which is added when missing. */
export class Counter<const Name extends string = never> extends Family<CounterSeries, Name> {
  override readonly type = "counter";
  readonly #view = new ValueView((series) => this.labelsOf(series));

  constructor(options: FamilyOptions<Name>) {
    super(options, { suffix: "_total" });
    if (this.labelNames.length === 0) this.seriesMap.get([]);
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  /** Adds `amount`, 1 by default, to a counter without labels. */
  inc(amount?: number, exemplarLabels?: Labels): void {
    this.only().inc(amount, exemplarLabels);
  }

  /**
   * Counts the calls of a function that fail, or only those that fail with certain
   * errors. The error goes on to the caller.
   */
  countExceptions(classes?: ErrorClass | readonly ErrorClass[]): MeasuringDecorator;
  countExceptions<F extends AnyFunction>(fn: F, filter?: ExceptionFilter): F;
  countExceptions(
    fn?: AnyFunction | ErrorClass | readonly ErrorClass[],
    filter?: ExceptionFilter,
  ): AnyFunction | MeasuringDecorator {
    this.only();
    return countExceptions(() => this.only(), fn, filter);
  }

  override viewSeries(series: CounterSeries): ValueSeries {
    return this.#view.show(series, series.value, series.exemplar);
  }

  protected override createSeries(labelValues: readonly string[]): CounterSeries {
    return new CounterSeries(this, labelValues);
  }

  override readSeries(series: CounterSeries): ValueSeries {
    const { created, value, exemplar } = series;
    return { labels: this.labelsOf(series), created, value, ...(exemplar && { exemplar }) };
  }
}
