import { type Deflated, deflateBlock } from "./deflated.js";

/** Finished bytes of an answer, never changed; what is kept of them serves many answers. */
export class Block {
  readonly bytes: Buffer;
  #deflated: Promise<Deflated> | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Compressed in the thread pool, once. */
  deflated(): Promise<Deflated> {
    this.#deflated ??= deflateBlock(this.bytes);
    return this.#deflated;
  }
}

export async function* bytesOf(
  blocks: AsyncIterable<readonly Block[]>,
): AsyncGenerator<readonly Buffer[], void, undefined> {
  for await (const some of blocks) yield some.map(({ bytes }) => bytes);
}

export async function* oneByOne(chunks: AsyncIterable<readonly Buffer[]>): AsyncGenerator<Buffer> {
  for await (const some of chunks) yield* some;
}
