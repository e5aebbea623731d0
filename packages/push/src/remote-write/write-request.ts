import {
  type Exemplar,
  type HistogramValue,
  type MetricFamily,
  type NativeHistogram,
  toSpans,
} from "@routemetrics/core";
import { ProtoWriter } from "./proto-writer.js";
import { encodeLabels, sortLabels } from "./series-labels.js";
import { compressSnappy } from "./snappy.js";

/** The NaN that ends a series. A JavaScript number would lose these bits. */
const STALE_NAN = 0x7ff0000000000002n;

/** `MetricMetadata.type`. */
const METADATA_TYPES: Readonly<Record<MetricFamily["type"], number>> = {
  unknown: 0,
  counter: 1,
  gauge: 2,
  histogram: 3,
  summary: 5,
  info: 6,
  stateset: 7,
};

/** An exemplar with its time in milliseconds. */
export interface TimedExemplar {
  readonly exemplar: Exemplar;
  readonly time: number;
}

/** Encodes a `prometheus.WriteRequest` of remote write 1.0. Times are in milliseconds. */
export class WriteRequest {
  readonly #writer = new ProtoWriter(65_536);
  #samples = 0;

  get samples(): number {
    return this.#samples;
  }

  get bytes(): number {
    return this.#writer.length;
  }

  /** The compressed request; this one is empty again then. */
  take(): Uint8Array {
    this.#samples = 0;
    return compressSnappy(this.#writer.take());
  }

  value(
    labels: Uint8Array,
    value: number,
    time: number,
    exemplars: readonly TimedExemplar[],
  ): void {
    const writer = this.#writer;
    this.#series(labels, exemplars, () => {
      writer.message(2, () => {
        writer.integer(2, time);
        writer.double(1, value);
      });
    });
  }

  /** @param exemplars oldest first */
  histogram(
    labels: Uint8Array,
    value: HistogramValue,
    native: NativeHistogram,
    time: number,
    exemplars: readonly TimedExemplar[],
  ): void {
    const writer = this.#writer;
    const positive = toSpans(native.positive);
    const negative = toSpans(native.negative);
    this.#series(labels, exemplars, () => {
      writer.message(4, () => {
        writer.integer(15, time);
        writer.packedSigned(12, positive.deltas);
        this.#spans(11, positive.spans);
        writer.packedSigned(9, negative.deltas);
        this.#spans(8, negative.spans);
        writer.integer(6, native.zeroCount);
        writer.double(5, native.zeroThreshold);
        writer.signed(4, native.schema);
        writer.double(3, value.sum);
        writer.integer(1, value.count);
      });
    });
  }

  /** Marks the end of a series. */
  stale(labels: Uint8Array, isNative: boolean, time: number): void {
    const writer = this.#writer;
    this.#series(labels, [], () => {
      if (isNative) {
        writer.message(4, () => {
          writer.integer(15, time);
          writer.doubleBits(3, STALE_NAN);
        });
      } else {
        writer.message(2, () => {
          writer.integer(2, time);
          writer.doubleBits(1, STALE_NAN);
        });
      }
    });
  }

  /** Must come before the series of the same request. */
  metadata(families: readonly MetricFamily[]): void {
    const writer = this.#writer;
    for (const { type, name, help, unit } of families) {
      writer.message(3, () => {
        if (unit) writer.string(5, unit);
        writer.string(4, help);
        writer.string(2, name);
        writer.integer(1, METADATA_TYPES[type]);
      });
    }
  }

  /** Decoders take the fields of a message in any order; the labels come first here. */
  #series(labels: Uint8Array, exemplars: readonly TimedExemplar[], point: () => void): void {
    this.#samples++;
    this.#writer.message(1, () => {
      point();
      this.#exemplars(exemplars);
      this.#writer.raw(labels);
    });
  }

  #exemplars(exemplars: readonly TimedExemplar[]): void {
    const writer = this.#writer;
    for (const { exemplar, time } of exemplars.toReversed()) {
      writer.message(3, () => {
        writer.integer(3, time);
        writer.double(2, exemplar.value);
        writer.raw(encodeLabels(sortLabels(undefined, exemplar.labels, {})));
      });
    }
  }

  #spans(field: number, spans: readonly { offset: number; length: number }[]): void {
    const writer = this.#writer;
    for (const { offset, length } of spans.toReversed()) {
      writer.message(field, () => {
        writer.integer(2, length);
        writer.signed(1, offset);
      });
    }
  }
}
