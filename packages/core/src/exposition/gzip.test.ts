import { crc32, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Block } from "./block.js";
import { combineCrc32 } from "./crc32.js";
import { gzipBlocks } from "./gzip.js";

const SIZES = [0, 1, 2, 7, 255, 256, 4095, 65_536, 100_003];
const bytes = (size: number, seed: number) =>
  Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 31 + seed * 17 + (i >> 5)) & 255));

test("the checksum of two pieces is that of the whole", () => {
  for (const [i, first] of SIZES.entries()) {
    for (const second of SIZES) {
      const [a, b] = [bytes(first, i), bytes(second, i + 1)];
      expect(combineCrc32(crc32(a), crc32(b), second), `${first} and ${second}`).toBe(
        crc32(Buffer.concat([a, b])),
      );
    }
  }
});

test("blocks, used again in any order, are one gzip stream that every reader checks", async () => {
  const blocks = SIZES.map((size, i) => new Block(bytes(size, i)));
  for (const some of [[], blocks, blocks.toReversed(), [...blocks, ...blocks]]) {
    const chunks: Buffer[] = [];
    for await (const more of gzipBlocks(batches(some))) chunks.push(...more);
    // Only the first member, as browsers read it.
    const { buffer, engine } = gunzipSync(Buffer.concat(chunks), {
      info: true,
    } as never) as never as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    expect(buffer.equals(Buffer.concat(some.map((block) => block.bytes)))).toBe(true);
    expect(engine.bytesWritten).toBe(Buffer.concat(chunks).length);
  }
});

test("a block is compressed once", async () => {
  const block = new Block(bytes(1000, 1));
  expect(await block.deflated()).toBe(await block.deflated());
});

async function* batches(blocks: readonly Block[]) {
  yield blocks.slice(0, 2);
  yield blocks.slice(2);
}
