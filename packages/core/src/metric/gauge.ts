import { measure, whileInProgress } from "../function/measure.js";
import type { MeasuringDecorator } from "../function/method-decorator.js";
import type { AnyFunction } from "../function/wrap-function.js";
import type { ValueSeries } from "../metric-family.js";
import { registryOf } from "./family.js";
import type { FamilyOptions } from "./family-options.js";
import { registerOnce } from "./registration.js";
import { TimedFamily } from "./timed-family.js";
import { GaugeSeries } from "./value-series.js";

/** Holds what goes up and down. */
export class Gauge<const Name extends string = never> extends TimedFamily<GaugeSeries, Name> {
  override readonly type = "gauge";

  constructor(options: FamilyOptions<Name>) {
    super({ liveOnly: options?.aggregation === undefined, ...options });
    if (this.labelNames.length === 0) this.seriesMap.get([]);
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  inc(amount?: number): void {
    this.only().inc(amount);
  }

  dec(amount?: number): void {
    this.only().dec(amount);
  }

  set(value: number): void {
    this.only().set(value);
  }

  /** Sets the value to now, in seconds since the epoch. */
  setToCurrentTime(): void {
    this.only().setToCurrentTime();
  }

  /** From now on the value is what `read` returns at each scrape. */
  setFunction(read: () => number): void {
    this.only().setFunction(read);
  }

  /** Counts the calls of a function that are not over yet. */
  trackInProgress(): MeasuringDecorator;
  trackInProgress<F extends AnyFunction>(fn: F): F;
  trackInProgress(fn?: AnyFunction): AnyFunction | MeasuringDecorator {
    this.only();
    return measure(
      fn,
      whileInProgress(() => this.only()),
    );
  }

  protected override createSeries(labelValues: readonly string[]): GaugeSeries {
    return new GaugeSeries(this, labelValues);
  }

  override readSeries(series: GaugeSeries): ValueSeries {
    return {
      labels: this.labelsOf(series),
      value: series.value,
      ...(this.aggregation === "mostRecent" && { changed: series.changed }),
    };
  }
}
