import type {
  Exemplar,
  HistogramSeries,
  Labels,
  MetricType,
  NativeBuckets,
  NativeHistogram,
  Series,
  SummarySeries,
  ValueSeries,
} from "../metric-family.js";
import { toSpans } from "../native/spans.js";
import { ByteWriter } from "./byte-writer.js";
import { fitsExemplar } from "./exemplar-labels.js";
import type { ExposedFamily } from "./exposed-family.js";
import type { FamilyWriter } from "./family-writer.js";
import { ReverseProtobuf } from "./reverse-protobuf.js";

/** Values of `io.prometheus.client.MetricType`. */
const TYPE_NUMBERS: Readonly<Record<MetricType, number>> = {
  counter: 0,
  gauge: 1,
  summary: 2,
  unknown: 3,
  histogram: 4,
  info: 1,
  stateset: 1,
};

/** The field of `Metric` that holds the value of a plain number. */
const VALUE_FIELDS = { counter: 3, gauge: 2, info: 2, stateset: 2, unknown: 5 } as const;

/**
 * Writes delimited `MetricFamily` messages.
 *
 * A request for some samples of a family gets all of them: an absent sum or
 * count would be read as zero.
 */
export class ProtobufWriter implements FamilyWriter {
  readonly out: ByteWriter = new ByteWriter();
  readonly headHasLength = true;
  readonly #message = new ReverseProtobuf();

  writeHead({ family, name, type }: ExposedFamily, seriesLength: number): void {
    const message = this.#message;
    message.clear();
    if (family.unit) message.string(5, family.unit);
    message.uint(3, TYPE_NUMBERS[type]);
    message.string(2, family.help);
    message.string(1, name);
    message.varint(message.length + seriesLength);
    this.out.append(message.bytes);
  }

  writeSeries({ family }: ExposedFamily, series: Series): void {
    const message = this.#message;
    message.clear();
    if ("histogram" in series) this.#histogram(series);
    if (series.timestamp !== undefined) message.int64(6, Math.round(series.timestamp * 1000));
    if ("summary" in series) this.#summary(series);
    if ("value" in series) this.#value(series, family.type as keyof typeof VALUE_FIELDS);
    this.#labels(1, series.labels);
    message.message(4, 0);
    this.out.append(message.bytes);
  }

  rewriteSeries(exposed: ExposedFamily, series: Series): void {
    this.writeSeries(exposed, series);
  }

  writeEnd(): void {}

  #value(series: ValueSeries, type: keyof typeof VALUE_FIELDS): void {
    const message = this.#message;
    const start = message.length;
    if (type === "counter") {
      this.#timestamp(3, series.created);
      if (series.exemplar) this.#exemplar(2, series.exemplar);
    }
    message.double(1, series.value);
    message.message(VALUE_FIELDS[type], start);
  }

  #summary({ summary, created }: SummarySeries): void {
    const message = this.#message;
    const start = message.length;
    this.#timestamp(4, created);
    for (const { quantile, value } of summary.quantiles.toReversed()) {
      const quantileStart = message.length;
      message.double(2, value);
      message.double(1, quantile);
      message.message(3, quantileStart);
    }
    message.double(2, summary.sum);
    message.uint(1, summary.count);
    message.message(4, start);
  }

  #histogram({ histogram, created }: HistogramSeries): void {
    const message = this.#message;
    const start = message.length;
    const { native } = histogram;
    if (native) this.#nativeExemplars(native);
    this.#timestamp(15, created);
    if (native) this.#native(native);
    this.#buckets(histogram);
    message.double(2, histogram.sum);
    message.uint(1, histogram.count);
    message.message(7, start);
  }

  #buckets({ upperBounds, counts, count, exemplars }: HistogramSeries["histogram"]): void {
    const message = this.#message;
    let cumulative = 0;
    for (let i = 0; i < upperBounds.length; i++) cumulative += counts[i] ?? 0;
    for (let i = upperBounds.length; i >= 0; i--) {
      const isLast = i === upperBounds.length;
      // Every scraper adds +Inf by itself; a histogram without bounds is native only.
      if (isLast && i === 0) return;
      const start = message.length;
      const exemplar = exemplars?.[i];
      if (exemplar) this.#exemplar(3, exemplar);
      message.double(2, isLast ? Number.POSITIVE_INFINITY : (upperBounds[i] as number));
      message.uint(1, isLast ? count : cumulative);
      message.message(3, start);
      if (!isLast) cumulative -= counts[i] ?? 0;
    }
  }

  #native({ schema, zeroThreshold, zeroCount, positive, negative }: NativeHistogram): void {
    const message = this.#message;
    this.#nativeBuckets(12, positive);
    this.#nativeBuckets(9, negative);
    // Without buckets and threshold a native histogram looks classic; an empty span tells it apart.
    if (
      zeroThreshold === 0 &&
      zeroCount + positive.indices.length + negative.indices.length === 0
    ) {
      const start = message.length;
      message.uint(2, 0);
      message.sint(1, 0);
      message.message(12, start);
    }
    message.uint(7, zeroCount);
    message.double(6, zeroThreshold);
    message.sint(5, schema);
  }

  /** Spans, and the deltas in the field after them. */
  #nativeBuckets(field: number, buckets: NativeBuckets): void {
    if (buckets.indices.length === 0) return;
    const message = this.#message;
    const { spans, deltas } = toSpans(buckets);
    const start = message.length;
    for (let i = deltas.length - 1; i >= 0; i--) message.zigzag(deltas[i] as number);
    message.message(field + 1, start);
    for (const { offset, length } of spans.toReversed()) {
      const spanStart = message.length;
      message.uint(2, length);
      message.sint(1, offset);
      message.message(field, spanStart);
    }
  }

  #nativeExemplars({ exemplars }: NativeHistogram): void {
    for (const exemplar of exemplars.toReversed()) {
      // Scrapers refuse the ones of a native histogram without a time.
      if (exemplar.timestamp !== undefined) this.#exemplar(16, exemplar);
    }
  }

  #exemplar(field: number, { labels, value, timestamp }: Exemplar): void {
    if (!fitsExemplar(labels)) return;
    const start = this.#message.length;
    this.#timestamp(3, timestamp);
    this.#message.double(2, value);
    this.#labels(1, labels);
    this.#message.message(field, start);
  }

  #labels(field: number, labels: Labels): void {
    const message = this.#message;
    for (const name of Object.keys(labels).reverse()) {
      const start = message.length;
      message.string(2, labels[name] as string);
      message.string(1, name);
      message.message(field, start);
    }
  }

  #timestamp(field: number, seconds: number | undefined): void {
    if (seconds === undefined) return;
    const message = this.#message;
    const start = message.length;
    const whole = Math.floor(seconds);
    // Whole microseconds: a double holds no more of a present time.
    message.uint(2, Math.min(999_999, Math.round((seconds - whole) * 1e6)) * 1000);
    message.int64(1, whole);
    message.message(field, start);
  }
}
