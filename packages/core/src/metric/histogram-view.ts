import type {
  Exemplar,
  HistogramSeries as HistogramData,
  HistogramValue,
  Labels,
  NativeHistogram,
} from "../metric-family.js";
import { type NativeReading, newNativeReading } from "../native/native-reading.js";
import type { HistogramReading, HistogramSeries } from "./histogram-series.js";

/** What `HistogramView` takes from the family. */
interface ViewedFamily {
  readonly upperBounds: readonly number[];
  labelsOf(series: HistogramSeries): Labels;
}

/**
 * One histogram series after the other in the shape of plain data. Labels are made and
 * native buckets read when they are asked for: most renderings need neither.
 */
export class HistogramView implements HistogramData {
  readonly histogram: ViewedNumbers;
  readonly #family: ViewedFamily;
  #series: HistogramSeries | undefined;

  constructor(family: ViewedFamily) {
    this.#family = family;
    this.histogram = new ViewedNumbers(family.upperBounds);
  }

  show(series: HistogramSeries): this {
    this.#series = series;
    this.histogram.show(series);
    return this;
  }

  get labels(): Labels {
    return this.#family.labelsOf(this.#series as HistogramSeries);
  }

  get created(): number {
    return (this.#series as HistogramSeries).created;
  }
}

class ViewedNumbers implements HistogramValue, HistogramReading {
  readonly upperBounds: readonly number[];
  readonly counts: number[];
  sum = 0;
  count = 0;
  exemplars: readonly (Exemplar | undefined)[] | undefined;
  readonly #native: NativeReading = newNativeReading();
  #series: HistogramSeries | undefined;

  constructor(upperBounds: readonly number[]) {
    this.upperBounds = upperBounds;
    this.counts = Array.from(upperBounds, () => 0).concat(0);
  }

  show(series: HistogramSeries): void {
    this.#series = series;
    series.read(this);
  }

  get native(): NativeHistogram | undefined {
    return this.#series?.readNative(this.#native) ? this.#native : undefined;
  }
}
