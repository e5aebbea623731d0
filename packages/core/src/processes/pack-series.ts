import type {
  Exemplar,
  HistogramValue,
  NativeBuckets,
  NativeHistogram,
  Series,
  SummaryValue,
  ValueSeries,
} from "../metric-family.js";
import type { Parts } from "./exact-sum.js";
import type { PackedWriter } from "./packed-writer.js";

/** The first byte of a packed series: what kind it is, and what it has. */
export const KIND = 3;
export const VALUE = 0;
export const HISTOGRAM = 1;
export const SUMMARY = 2;
export const CREATED = 4;
export const TIMESTAMP = 8;
export const PARTS = 16;
export const EXEMPLARS = 32;
export const NATIVE = 64;
export const CHANGED = 128;

/** JSON has no NaN and no infinities: they travel as text. */
export type Numeral = number | string;
export type PackedExemplar = readonly [Exemplar["labels"], Numeral, (number | null | undefined)?];

/** Everything of a series but its labels; `bounds` is the number of a histogram's upper bounds. */
export function packSeries(out: PackedWriter, series: Series, bounds: number): void {
  const start = out.length;
  out.byte(0);
  const common = packCommon(out, series as Series & { parts?: Parts });
  if ("histogram" in series) {
    out.set(start, common | HISTOGRAM | packHistogram(out, series.histogram, bounds));
  } else if ("summary" in series) {
    packSummary(out, series.summary);
    out.set(start, common | SUMMARY);
  } else out.set(start, common | packValue(out, series));
}

/** Here and below: what was there, as flags. Each property is read once: some are made when they are. */
function packCommon(out: PackedWriter, { created, timestamp, parts }: Series & { parts?: Parts }) {
  let flags = 0;
  if (created !== undefined) {
    out.double(created);
    flags |= CREATED;
  }
  if (timestamp !== undefined) {
    out.double(timestamp);
    flags |= TIMESTAMP;
  }
  if (parts !== undefined) {
    out.whole(parts.length);
    for (const part of parts) out.double(part);
    flags |= PARTS;
  }
  return flags;
}

function packValue(out: PackedWriter, { value, changed, exemplar }: ValueSeries): number {
  let flags = VALUE;
  out.number(value);
  if (changed !== undefined) {
    out.double(changed);
    flags |= CHANGED;
  }
  if (exemplar) {
    out.text(JSON.stringify(packExemplar(exemplar)));
    flags |= EXEMPLARS;
  }
  return flags;
}

function packHistogram(
  out: PackedWriter,
  { sum, counts, count, exemplars, native }: HistogramValue,
  bounds: number,
): number {
  let flags = 0;
  out.number(sum);
  out.whole(bounds);
  out.whole(counts.length);
  for (const one of counts) out.number(one);
  out.number(count);
  if (exemplars) {
    out.text(JSON.stringify(exemplars.map((one) => (one ? packExemplar(one) : null))));
    flags |= EXEMPLARS;
  }
  if (native) {
    packNative(out, native);
    flags |= NATIVE;
  }
  return flags;
}

function packNative(out: PackedWriter, native: NativeHistogram): void {
  out.number(native.schema);
  out.number(native.zeroThreshold / USUAL_THRESHOLD);
  out.number(native.zeroCount);
  packBuckets(out, native.positive);
  packBuckets(out, native.negative);
  const { exemplars } = native;
  out.text(exemplars.length === 0 ? "" : JSON.stringify(exemplars.map(packExemplar)));
}

/** An index as its distance from the one before, mostly a small number. */
function packBuckets(out: PackedWriter, { indices, counts }: NativeBuckets): void {
  out.whole(indices.length);
  let before = LOWEST_INDEX;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    out.whole(index - before);
    out.number(counts[i] as number);
    before = index;
  }
}

/** The zero threshold of nearly all native histograms: as a multiple of it, exact for others too, it takes one byte. */
export const USUAL_THRESHOLD: number = 2 ** -128;

/** Below any index there is. */
export const LOWEST_INDEX: number = -(2 ** 20);

function packSummary(out: PackedWriter, { sum, count, quantiles }: SummaryValue): void {
  out.number(sum);
  out.number(count);
  out.whole(quantiles.length);
  for (const { quantile, value } of quantiles) {
    out.number(quantile);
    out.number(value);
  }
}

function packExemplar({ labels, value, timestamp }: Exemplar): PackedExemplar {
  return [labels, Number.isFinite(value) ? value : String(value), timestamp];
}
