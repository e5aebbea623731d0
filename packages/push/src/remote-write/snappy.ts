const BLOCK = 65_536;
const HASH_BITS = 14;
/** Below this a block is not worth a search. */
const MIN_BLOCK = 16;

/**
 * Compresses into the raw snappy block format that remote write demands.
 *
 * Greedy: a table of four-byte hashes finds the last place with the same bytes
 * in the same 64 KiB block, so that no offset needs more than two bytes.
 */
export function compressSnappy(input: Uint8Array): Uint8Array {
  const output = new Output(input);
  const table = new Uint16Array(1 << HASH_BITS);
  for (let start = 0; start < input.length; start += BLOCK) {
    compressBlock(output, input.subarray(start, start + BLOCK), table);
  }
  return output.finished();
}

function compressBlock(output: Output, block: Uint8Array, table: Uint16Array): void {
  let literalStart = 0;
  if (block.length >= MIN_BLOCK) {
    table.fill(0);
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    const last = block.length - 4;
    let misses = 0;
    // Place 0 doubles as the table's "nothing yet", hence the comparison of the bytes below.
    for (let at = 1; at <= last; ) {
      const word = view.getUint32(at, true);
      const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS);
      const candidate = table[slot] as number;
      table[slot] = at;
      if (view.getUint32(candidate, true) !== word) {
        // The longer nothing matched, the larger the steps: incompressible input costs little.
        at += 1 + (misses++ >> 5);
        continue;
      }
      let end = at + 4;
      for (let from = candidate + 4; end < block.length && block[end] === block[from]; from++)
        end++;
      output.literal(block.subarray(literalStart, at));
      output.copy(at - candidate, end - at);
      literalStart = at = end;
      misses = 0;
    }
  }
  output.literal(block.subarray(literalStart));
}

class Output {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(input: Uint8Array) {
    // The format's own bound for the worst case.
    this.#bytes = new Uint8Array(32 + input.length + Math.ceil(input.length / 6));
    let length = input.length;
    for (; length >= 0x80; length = Math.floor(length / 128)) this.#put((length & 0x7f) | 0x80);
    this.#put(length);
  }

  literal(bytes: Uint8Array): void {
    const length = bytes.length - 1;
    if (length < 0) return;
    if (length < 60) this.#put(length << 2);
    else if (length < 0x100) this.#put(60 << 2, length);
    else this.#put(61 << 2, length & 0xff, length >> 8);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  copy(offset: number, length: number): void {
    let rest = length;
    // Leave at least four bytes for the last element: it may then take the short form.
    while (rest >= 68) {
      this.#longCopy(offset, 64);
      rest -= 64;
    }
    if (rest > 64) {
      this.#longCopy(offset, 60);
      rest -= 60;
    }
    if (rest < 12 && offset < 2048) {
      this.#put(1 | ((rest - 4) << 2) | ((offset >> 8) << 5), offset & 0xff);
    } else {
      this.#longCopy(offset, rest);
    }
  }

  finished(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  #longCopy(offset: number, length: number): void {
    this.#put(2 | ((length - 1) << 2), offset & 0xff, offset >> 8);
  }

  #put(...bytes: number[]): void {
    for (const byte of bytes) this.#bytes[this.#at++] = byte & 0xff;
  }
}
