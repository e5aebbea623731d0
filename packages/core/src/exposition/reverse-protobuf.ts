const INITIAL_BYTES = 4096;

/** Wire types of protobuf. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;

/**
 * Encodes protobuf from the last field to the first.
 *
 * A nested message is preceded by its length. Written backwards, the length is
 * known when its turn comes, and no second pass measures the message. Callers
 * therefore write the fields of a message in descending order.
 */
export class ReverseProtobuf {
  #buffer: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #start: number = INITIAL_BYTES;

  /** The bytes written so far, for `message` to measure from. */
  get length(): number {
    return this.#buffer.length - this.#start;
  }

  /** What was written, valid until the next write. */
  get bytes(): Buffer {
    return this.#buffer.subarray(this.#start);
  }

  clear(): void {
    this.#start = this.#buffer.length;
  }

  string(field: number, value: string): void {
    const size = Buffer.byteLength(value);
    this.#reserve(size);
    this.#start -= size;
    this.#buffer.write(value, this.#start);
    this.varint(size);
    this.#tag(field, LENGTH_DELIMITED);
  }

  double(field: number, value: number): void {
    this.#reserve(8);
    this.#start -= 8;
    this.#buffer.writeDoubleLE(value, this.#start);
    this.#tag(field, FIXED64);
  }

  /** A non-negative integer up to 2^53. */
  uint(field: number, value: number): void {
    this.varint(value);
    this.#tag(field, VARINT);
  }

  /** A signed integer as protobuf's `int64` has it: negative ones take ten bytes. */
  int64(field: number, value: number): void {
    if (value < 0) this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
    else this.varint(value);
    this.#tag(field, VARINT);
  }

  sint(field: number, value: number): void {
    this.zigzag(value);
    this.#tag(field, VARINT);
  }

  /** Closes the message, or packed list, whose contents began at this length. */
  message(field: number, startLength: number): void {
    this.varint(this.length - startLength);
    this.#tag(field, LENGTH_DELIMITED);
  }

  /** An element of a packed list of `sint64`. */
  zigzag(value: number): void {
    const doubled = Math.abs(value) * 2;
    this.varint(value < 0 ? doubled - 1 : doubled);
  }

  varint(value: number): void {
    this.#reserve(10);
    let size = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
    this.#start -= size;
    let rest = value;
    const last = this.#start + size - 1;
    for (let at = this.#start; at < last; at++) {
      const high = Math.floor(rest / 128);
      this.#buffer[at] = rest - high * 128 + 128;
      rest = high;
    }
    this.#buffer[last] = rest;
  }

  #bigVarint(value: bigint): void {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>= 7n) {
      const low = Number(rest & 127n);
      if (rest < 128n) {
        bytes.push(low);
        break;
      }
      bytes.push(low + 128);
    }
    this.#reserve(bytes.length);
    this.#start -= bytes.length;
    this.#buffer.set(bytes, this.#start);
  }

  #tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  #reserve(size: number): void {
    if (size <= this.#start) return;
    const { length } = this;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, length + size));
    grown.set(this.bytes, grown.length - length);
    this.#start = grown.length - length;
    this.#buffer = grown;
  }
}
