import { type Deflated, deflateBlock } from "./deflated.js";

/** Finished bytes of an answer. They stay as they are while an answer holds them. */
export class Block {
  readonly bytes: Buffer;
  #holders = 0;
  #deflated: Promise<Deflated> | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** True while an answer has the bytes: they must not be changed. */
  get isHeld(): boolean {
    return this.#holders > 0;
  }

  /** The bytes go into this many answers, which may never say that they have been sent. */
  hold(answers: number): void {
    this.#holders += answers;
  }

  /** One of the answers has been sent. */
  release(): void {
    this.#holders -= 1;
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
