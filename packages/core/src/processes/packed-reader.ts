import { doubleBytes, doubleIn } from "./double-bytes.js";

const NOTHING: Uint8Array = new Uint8Array(0);

/** Reads what `PackedWriter` wrote. */
export class PackedReader {
  /** The position of what is read next. */
  at = 0;
  #bytes: Uint8Array = NOTHING;

  open(bytes: Uint8Array, at: number): this {
    this.#bytes = bytes;
    this.at = at;
    return this;
  }

  byte(): number {
    return this.#bytes[this.at++] as number;
  }

  whole(): number {
    let byte = this.#bytes[this.at++] as number;
    let value = byte & 127;
    for (let unit = 128; byte >= 128; unit *= 128) {
      byte = this.#bytes[this.at++] as number;
      value += (byte & 127) * unit;
    }
    return value;
  }

  number(): number {
    const value = this.whole();
    return value === 1 ? this.double() : value / 2;
  }

  double(): number {
    for (let i = 0; i < doubleBytes.length; i++) {
      doubleBytes[i] = this.#bytes[this.at++] as number;
    }
    return doubleIn[0] as number;
  }

  text(): string {
    const length = this.whole();
    const { buffer, byteOffset } = this.#bytes;
    const text = Buffer.from(buffer, byteOffset + this.at, length).toString();
    this.at += length;
    return text;
  }

  /** As `text`, sooner when it probably is this one. */
  textLike(expected: string): string {
    const start = this.at;
    if (this.whole() === expected.length && this.#isNext(expected)) {
      this.at += expected.length;
      return expected;
    }
    this.at = start;
    return this.text();
  }

  /** False for all that is not ASCII, of which a character has several bytes. */
  #isNext(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      const byte = this.#bytes[this.at + i] as number;
      if (byte !== text.charCodeAt(i) || byte > 127) return false;
    }
    return true;
  }
}
