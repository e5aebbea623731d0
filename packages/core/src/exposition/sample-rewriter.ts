import type { HistogramValue } from "../metric-family.js";
import type { ByteWriter } from "./byte-writer.js";

const SPACE = 32;
const LINE_FEED = 10;
/** What follows the name before the labels, or the bound. */
const BUCKET = "_bucket{".length;

/**
 * Writes series again whose numbers have changed, by copying what is between the
 * numbers: to make names, labels and bounds again would take most of the time.
 */
export class SampleRewriter {
  readonly #out: ByteWriter;
  /** Up to where the old bytes have been copied. */
  #copied = 0;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  /** The old bytes are in `out`, between two positions. False: they are not what was expected, write anew. */
  histogram(
    name: string,
    { upperBounds, counts, count, sum }: HistogramValue,
    boundTails: readonly Uint8Array[],
    start: number,
    end: number,
  ): boolean {
    this.#copied = start;
    const firstTail = boundTails[0] as Uint8Array;
    // `name_bucket{labels,`
    const prefix = this.#lastWord(start, end) - firstTail.length - start;
    const hasLabels = prefix > name.length + BUCKET;
    let line = start;
    let cumulative = 0;
    for (let i = 0; i <= upperBounds.length; i++) {
      cumulative += counts[i] ?? 0;
      const value = i === upperBounds.length ? count : cumulative;
      line = this.#number(line + prefix + (boundTails[i] as Uint8Array).length, end, value);
      if (line < 0) return false;
    }
    // `name_sum{labels} ` and `name_count{labels} `, without braces if there are no labels.
    line = this.#number(line + prefix - (hasLabels ? 2 : 3), end, sum);
    if (line < 0) return false;
    line = this.#number(line + prefix - (hasLabels ? 0 : 1), end, count);
    if (line !== end) return false;
    this.#out.repeat(this.#copied, end);
    return true;
  }

  /** The same for a series of one sample. */
  value(value: number, start: number, end: number): boolean {
    this.#copied = start;
    if (this.#number(this.#lastWord(start, end), end, value) !== end) return false;
    this.#out.repeat(this.#copied, end);
    return true;
  }

  /** Puts `value` where a number is; the position of the next line, -1 if there is no number. */
  #number(at: number, end: number, value: number): number {
    const out = this.#out;
    if (at >= end || out.byteAt(at - 1) !== SPACE) return -1;
    let stop = at;
    while (stop < end && out.byteAt(stop) > SPACE) stop++;
    if (stop === end || out.byteAt(stop) !== LINE_FEED) return -1;
    if (!out.hasNumber(value, at, stop)) {
      out.repeat(this.#copied, at);
      out.number(value);
      this.#copied = stop;
    }
    return stop + 1;
  }

  /** Where the last word of the line begins. */
  #lastWord(start: number, end: number): number {
    let at = start;
    while (at < end && this.#out.byteAt(at) !== LINE_FEED) at++;
    while (at > start && this.#out.byteAt(at - 1) !== SPACE) at--;
    return at;
  }
}
