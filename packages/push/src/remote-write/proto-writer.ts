/**
 * Writes protobuf back to front: when the prefix of a nested message is due,
 * its length is known, and no second pass is needed. So fields are given in
 * descending order, and the elements of a repeated field last first.
 */
export class ProtoWriter {
  #bytes: Uint8Array;
  #view: DataView;
  /** Everything from here on is written. */
  #at: number;

  constructor(capacity = 16_384) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
    this.#at = capacity;
  }

  get length(): number {
    return this.#bytes.length - this.#at;
  }

  /** A copy of what was written; the writer can then be used again. */
  take(): Uint8Array {
    const message = this.#bytes.slice(this.#at);
    this.#at = this.#bytes.length;
    return message;
  }

  /** uint64, int64 (not negative) or an enum. Exact up to 2^53. */
  integer(field: number, value: number): void {
    this.#varint(value);
    this.#varint(field * 8);
  }

  /** sint32 or sint64. */
  signed(field: number, value: number): void {
    this.integer(field, zigzag(value));
  }

  double(field: number, value: number): void {
    this.#reserve(8);
    this.#at -= 8;
    this.#view.setFloat64(this.#at, value, true);
    this.#varint(field * 8 + 1);
  }

  /** A double given by its bits: a JavaScript number does not keep the payload of a NaN. */
  doubleBits(field: number, bits: bigint): void {
    this.#reserve(8);
    this.#at -= 8;
    this.#view.setBigUint64(this.#at, bits, true);
    this.#varint(field * 8 + 1);
  }

  string(field: number, value: string): void {
    this.bytes(field, Buffer.from(value));
  }

  bytes(field: number, value: Uint8Array): void {
    this.raw(value);
    this.#varint(value.length);
    this.#varint(field * 8 + 2);
  }

  /** Bytes that are encoded already, tag included. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#at -= value.length;
    this.#bytes.set(value, this.#at);
  }

  message(field: number, write: () => void): void {
    const before = this.length;
    write();
    this.#varint(this.length - before);
    this.#varint(field * 8 + 2);
  }

  packedSigned(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    this.message(field, () => {
      for (let i = values.length - 1; i >= 0; i--) this.#varint(zigzag(values[i] as number));
    });
  }

  #varint(value: number): void {
    this.#reserve(10);
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) size++;
    this.#at -= size;
    let rest = value;
    for (let i = 0; i < size - 1; i++) {
      this.#bytes[this.#at + i] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at + size - 1] = rest;
  }

  #reserve(count: number): void {
    if (this.#at >= count) return;
    const length = this.length;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, length + count));
    larger.set(this.#bytes.subarray(this.#at), larger.length - length);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
    this.#at = larger.length - length;
  }
}

function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}
