import type {
  Exemplar,
  HistogramSeries,
  Series,
  SummarySeries,
  ValueSeries,
} from "../metric-family.js";
import type { ByteWriter } from "./byte-writer.js";
import { fitsExemplar } from "./exemplar-labels.js";
import type { ExposedFamily } from "./exposed-family.js";
import { labelText } from "./label-text.js";
import { SampleRewriter } from "./sample-rewriter.js";

/** In what the samples of the two text formats differ. */
export interface SampleRules {
  /** The digits of `le` and `quantile`. */
  float(value: number): string;
  /** The time of a sample, from seconds. */
  timestamp(seconds: number): number;
  /** False: sums and quantiles that are negative or NaN are left out, as the format demands. */
  readonly allowNegative: boolean;
  readonly exemplars: boolean;
  readonly created: boolean;
}

const SPACE = 32;
const LINE_FEED = 10;

/** Writes the samples of one series as lines of text. */
export class SampleWriter {
  readonly #out: ByteWriter;
  readonly #rules: SampleRules;
  #bounds: readonly number[] = [];
  /** ` le="…"} ` of each of `#bounds`: the series of a family share them. */
  #boundTails: Buffer[] = [];
  readonly #rewriter: SampleRewriter;

  constructor(out: ByteWriter, rules: SampleRules) {
    this.#out = out;
    this.#rules = rules;
    this.#boundTails = [this.#tail(Number.POSITIVE_INFINITY)];
    this.#rewriter = new SampleRewriter(out);
  }

  write(exposed: ExposedFamily, series: Series): void {
    const labels = labelText(series.labels);
    if ("histogram" in series) this.#histogram(exposed, series, labels);
    else if ("summary" in series) this.#summary(exposed, series, labels);
    else this.#value(exposed, series, labels);
  }

  /** As `write`, with numbers put in the place of those in the bytes of `out` from `start` to `end`. */
  rewrite(exposed: ExposedFamily, series: Series, start: number, end: number): void {
    const { length } = this.#out;
    if (start < end && this.#replaceNumbers(exposed, series, start, end)) return;
    this.#out.clear(length);
    this.write(exposed, series);
  }

  #replaceNumbers(exposed: ExposedFamily, series: Series, start: number, end: number): boolean {
    const { exemplars, created } = this.#rules;
    if (created || series.timestamp !== undefined) return false;
    if ("histogram" in series) {
      const { histogram } = series;
      const { upperBounds, sum } = histogram;
      if (exemplars && histogram.exemplars !== undefined) return false;
      if (!this.#isAllowed(sum) || !this.#isAllowed(upperBounds[0] ?? 0)) return false;
      const tails = this.#tails(upperBounds);
      return this.#rewriter.histogram(exposed.family.name, histogram, tails, start, end);
    }
    if ("summary" in series || (exposed.type === "counter" && exemplars)) return false;
    return this.#rewriter.value(series.value, start, end);
  }

  #value({ family, name, type }: ExposedFamily, series: ValueSeries, labels: string): void {
    const { value } = series;
    const isCounter = type === "counter";
    if (isCounter && !this.#isAllowed(value)) return;
    if (wants(family.samples, "")) {
      const exemplar = isCounter ? series.exemplar : undefined;
      this.#sample(family.name, labels, value, series, exemplar);
    }
    if (isCounter) this.#created(name, labels, series, family.samples);
  }

  #histogram({ family }: ExposedFamily, series: HistogramSeries, labels: string): void {
    const { name, samples } = family;
    const { histogram } = series;
    const { upperBounds, sum, count } = histogram;
    if (wants(samples, "_bucket")) this.#buckets(name, series, labels, histogram);
    // OpenMetrics ties count to sum, and knows no sum once observations may be negative.
    if (this.#isAllowed(sum) && this.#isAllowed(upperBounds[0] ?? 0)) {
      if (wants(samples, "_sum")) this.#sample(`${name}_sum`, labels, sum, series);
      if (wants(samples, "_count")) this.#sample(`${name}_count`, labels, count, series);
    }
    this.#created(name, labels, series, samples);
  }

  #buckets(
    name: string,
    series: HistogramSeries,
    labels: string,
    { upperBounds, counts, count, exemplars }: HistogramSeries["histogram"],
  ): void {
    const out = this.#out;
    const tails = this.#tails(upperBounds);
    const start = out.length;
    out.text(labels === "" ? `${name}_bucket{` : `${name}_bucket{${labels},`);
    const end = out.length;
    let cumulative = 0;
    for (let i = 0; i <= upperBounds.length; i++) {
      if (i > 0) out.repeat(start, end);
      out.append(tails[i] as Buffer);
      cumulative += counts[i] ?? 0;
      // Not the sum of the counts: what is NaN is in no bucket, and +Inf has to equal the count.
      out.number(i === upperBounds.length ? count : cumulative);
      this.#endOfLine(series, exemplars?.[i]);
    }
  }

  #summary({ family }: ExposedFamily, series: SummarySeries, labels: string): void {
    const { name, samples } = family;
    const { quantiles, sum, count } = series.summary;
    if (wants(samples, "")) {
      const prefix = labels === "" ? "" : `${labels},`;
      for (const { quantile, value } of quantiles) {
        if (value < 0 && !this.#rules.allowNegative) continue;
        const quantileLabels = `${prefix}quantile="${this.#rules.float(quantile)}"`;
        this.#sample(name, quantileLabels, value, series);
      }
    }
    if (wants(samples, "_sum") && this.#isAllowed(sum)) {
      this.#sample(`${name}_sum`, labels, sum, series);
    }
    if (wants(samples, "_count")) this.#sample(`${name}_count`, labels, count, series);
    this.#created(name, labels, series, samples);
  }

  #created(
    name: string,
    labels: string,
    series: Series,
    samples: ExposedFamily["family"]["samples"],
  ): void {
    if (!this.#rules.created || series.created === undefined) return;
    if (wants(samples, "_created")) this.#sample(`${name}_created`, labels, series.created, series);
  }

  #sample(name: string, labels: string, value: number, series: Series, exemplar?: Exemplar): void {
    const out = this.#out;
    out.text(name);
    if (labels !== "") {
      out.text("{");
      out.text(labels);
      out.text("}");
    }
    out.byte(SPACE);
    out.number(value);
    this.#endOfLine(series, exemplar);
  }

  #endOfLine(series: Series, exemplar: Exemplar | undefined): void {
    const out = this.#out;
    if (series.timestamp !== undefined) {
      out.byte(SPACE);
      out.number(this.#rules.timestamp(series.timestamp));
    }
    if (exemplar !== undefined && this.#rules.exemplars && fitsExemplar(exemplar.labels)) {
      out.text(` # {${labelText(exemplar.labels)}} `);
      out.number(exemplar.value);
      if (exemplar.timestamp !== undefined) {
        out.byte(SPACE);
        out.number(exemplar.timestamp);
      }
    }
    out.byte(LINE_FEED);
  }

  #isAllowed(value: number): boolean {
    return value >= 0 || this.#rules.allowNegative;
  }

  #tails(bounds: readonly number[]): Buffer[] {
    if (bounds !== this.#bounds) {
      this.#bounds = bounds;
      this.#boundTails = [...bounds, Number.POSITIVE_INFINITY].map((bound) => this.#tail(bound));
    }
    return this.#boundTails;
  }

  #tail(bound: number): Buffer {
    return Buffer.from(`le="${this.#rules.float(bound)}"} `);
  }
}

function wants(samples: ExposedFamily["family"]["samples"], suffix: string): boolean {
  return samples === undefined || (samples as readonly string[]).includes(suffix);
}
