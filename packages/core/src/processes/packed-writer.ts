import { doubleBytes, doubleIn } from "./double-bytes.js";

const INITIAL_BYTES = 4096;
/** The longest number there is: a mark and a double. */
const LONGEST_NUMBER = 9;

/** Appends numbers and text to bytes that grow: the smaller a number, the fewer bytes it takes. */
export class PackedWriter {
  /** The bytes written. */
  length = 0;
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);

  /** What was written from a position on, valid until the next write. */
  written(start = 0): Buffer {
    return this.#bytes.subarray(start, this.length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  /** Replaces a byte that was written. */
  set(at: number, value: number): void {
    this.#bytes[at] = value;
  }

  /** A whole number from 0 on. */
  whole(value: number): void {
    this.#reserve(LONGEST_NUMBER);
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) {
      this.#bytes[this.length++] = (rest & 127) | 128;
    }
    this.#bytes[this.length++] = rest;
  }

  /** Any number: twice itself where that is whole, else a double after a 1. */
  number(value: number): void {
    if (value >= 0 && value < 2 ** 52 && Number.isInteger(value)) this.whole(value * 2);
    else {
      this.whole(1);
      this.double(value);
    }
  }

  /** A number that is seldom whole. */
  double(value: number): void {
    this.#reserve(LONGEST_NUMBER);
    doubleIn[0] = value;
    for (let i = 0; i < doubleBytes.length; i++) {
      this.#bytes[this.length++] = doubleBytes[i] as number;
    }
  }

  /** Text after the number of its bytes. */
  text(value: string): void {
    const start = this.begin();
    this.#reserve(value.length * 3);
    this.length += this.#bytes.write(value, this.length);
    this.end(start);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Begins something that has its length before it; to be handed to `end`. */
  begin(): number {
    this.skip(1);
    return this.length;
  }

  /** Ends what began there: mostly its length has room in the byte that was left for it. */
  end(start: number): void {
    const length = this.length - start;
    if (length < 128) {
      this.#bytes[start - 1] = length;
      return;
    }
    this.#reserve(LONGEST_NUMBER);
    const end = this.length;
    this.length = start - 1;
    const wide = Math.floor(Math.log2(length) / 7);
    this.#bytes.copyWithin(start + wide, start, end);
    this.whole(length);
    this.length = end + wide;
  }

  /** Leaves room for what is only known later. */
  skip(bytes: number): void {
    this.#reserve(bytes);
    this.length += bytes;
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.length + bytes, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
}
