// With its slack below 128 KiB, above which memory is had from the system and given back each time.
const CHUNK_BYTES = 96 * 1024;
/** Room for the series that crosses the chunk's end: most then need no second buffer. */
const SLACK_BYTES = 8 * 1024;
/** Below this a loop over the characters is faster than a call into the runtime. */
const SHORT_STRING = 48;
const ZERO = 48;

/** Appends text and numbers to a buffer that grows; several times faster than joining strings. */
export class ByteWriter {
  #buffer: Buffer;
  /** The bytes written since the last `take()`. */
  length = 0;

  constructor(capacity: number = CHUNK_BYTES + SLACK_BYTES) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
  }

  /** True when it is time to `take()` what has been written. */
  get isFull(): boolean {
    return this.length >= CHUNK_BYTES;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.length++] = value;
  }

  /** Appends a string as UTF-8. */
  text(value: string): void {
    this.#reserve(value.length * 3);
    if (value.length > SHORT_STRING) {
      this.length += this.#buffer.write(value, this.length);
      return;
    }
    const buffer = this.#buffer;
    const start = this.length;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        this.length = start + buffer.write(value, start);
        return;
      }
      buffer[start + i] = code;
    }
    this.length = start + value.length;
  }

  /** Appends a number as every format of Prometheus reads it. */
  number(value: number): void {
    if (value >= 0 && value < 1e9 && Number.isInteger(value)) this.#digits(value);
    else this.text(formatNumber(value));
  }

  /** True when the bytes from `start` to `end` are what `number` writes; false for some that are, if it is no count. */
  hasNumber(value: number, start: number, end: number): boolean {
    if (!(value >= 0 && value < 1e9 && Number.isInteger(value))) return false;
    let rest = value;
    let at = end;
    do {
      const quotient = (rest / 10) | 0;
      if (at === start || this.#buffer[--at] !== ZERO + rest - quotient * 10) return false;
      rest = quotient;
    } while (rest > 0);
    return at === start;
  }

  byteAt(position: number): number {
    return this.#buffer[position] as number;
  }

  append(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.length);
    this.length += value.length;
  }

  /** Appends again what stands between two positions. */
  repeat(start: number, end: number): void {
    this.#reserve(end - start);
    this.#buffer.copyWithin(this.length, start, end);
    this.length += end - start;
  }

  /** What was written after a position, valid until the next write. */
  bytes(start = 0): Buffer {
    return this.#buffer.subarray(start, this.length);
  }

  /** Forgets what stands after this position. */
  clear(length = 0): void {
    this.length = length;
  }

  /** Yields what was written, for the caller to keep, and starts anew. */
  take(): Buffer {
    const written = this.bytes();
    this.length = 0;
    if (written.length >= CHUNK_BYTES) {
      this.#buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES + SLACK_BYTES);
      return written;
    }
    const copy = Buffer.allocUnsafeSlow(written.length);
    copy.set(written);
    return copy;
  }

  #digits(value: number): void {
    this.#reserve(9);
    let end = this.length + 1;
    for (let limit = 10; value >= limit; limit *= 10) end++;
    this.length = end;
    let rest = value;
    do {
      const quotient = (rest / 10) | 0;
      this.#buffer[--end] = ZERO + rest - quotient * 10;
      rest = quotient;
    } while (rest > 0);
  }

  #reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.length));
    this.#buffer = grown;
  }
}

/** The shortest digits that read back as the same number; `NaN`, `+Inf` and `-Inf`. */
export function formatNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  return String(value);
}
