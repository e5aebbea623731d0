import type { Block } from "./block.js";
import { combineCrc32 } from "./crc32.js";
import type { Deflated } from "./deflated.js";

/** No name, no time, fastest compression, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
/** An empty last block of the deflate format. */
const LAST_BLOCK = [3, 0];
/** Blocks that are compressed at the same time: the pool has four threads, which others need too. */
const AHEAD = 2;

/**
 * Joins blocks to one gzip stream. Each is compressed by itself, so that one
 * that has been compressed for an earlier answer is used again.
 *
 * It is not a series of gzip members, which browsers read no further than the first.
 */
export async function* gzipBlocks(
  blocks: AsyncIterable<readonly Block[]>,
): AsyncGenerator<readonly Buffer[], void, undefined> {
  yield [HEADER];
  let crc = 0;
  let length = 0;
  for await (const piece of compressAhead(blocks)) {
    crc = combineCrc32(crc, piece.crc, piece.length);
    length += piece.length;
    yield [piece.bytes];
  }
  const trailer = Buffer.from([...LAST_BLOCK, 0, 0, 0, 0, 0, 0, 0, 0]);
  trailer.writeUInt32LE(crc, 2);
  trailer.writeUInt32LE(length % 2 ** 32, 6);
  yield [trailer];
}

async function* compressAhead(
  blocks: AsyncIterable<readonly Block[]>,
): AsyncGenerator<Deflated, void, undefined> {
  const running: Promise<Deflated>[] = [];
  for await (const some of blocks) {
    for (const block of some) {
      const deflated = block.deflated();
      // It is awaited later; until then a failure would count as unhandled.
      deflated.catch(() => {});
      running.push(deflated);
      if (running.length > AHEAD) yield await (running.shift() as Promise<Deflated>);
    }
  }
  for (const deflated of running) yield await deflated;
}
