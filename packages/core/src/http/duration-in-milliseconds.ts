import { Family, registryOf } from "../metric/family.js";
import type { FamilyOptions } from "../metric/family-options.js";
import type { Histogram } from "../metric/histogram.js";
import type { HistogramSeries } from "../metric/histogram-series.js";
import { registerOnce } from "../metric/registration.js";
import type { HistogramSeries as HistogramData } from "../metric-family.js";

/** A histogram of seconds, registered nowhere, shown in milliseconds. */
export class DurationInMilliseconds extends Family<HistogramSeries> {
  override readonly type = "histogram";
  /** What is observed into. */
  readonly source: Histogram<string>;

  constructor(options: FamilyOptions<string>, source: Histogram<string>) {
    super(options, { reserved: ["le"] });
    this.source = source;
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  override get shape(): string {
    return this.source.shape;
  }

  override get size(): number {
    return this.source.size;
  }

  override get membership(): number {
    return this.source.membership;
  }

  override reset(): void {
    this.source.reset();
  }

  override allSeries(): Iterable<HistogramSeries> {
    return this.source.allSeries();
  }

  override readSeries(series: HistogramSeries): HistogramData {
    const { histogram, ...rest } = this.source.readSeries(series);
    const { upperBounds, counts, sum, count } = histogram;
    return {
      ...rest,
      histogram: {
        upperBounds: upperBounds.map(inMilliseconds),
        counts,
        count,
        sum: inMilliseconds(sum),
      },
    };
  }

  protected override beginGathering(): void {
    this.gatherWith(this.source);
  }

  protected override createSeries(labelValues: readonly string[]): HistogramSeries {
    return this.source.series(labelValues);
  }
}

/** 0.07 s are 70 ms, not 70.00000000000001. */
function inMilliseconds(seconds: number): number {
  return Number((seconds * 1000).toPrecision(12));
}
