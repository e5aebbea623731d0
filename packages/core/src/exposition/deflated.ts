import { promisify } from "node:util";
import { constants, crc32, deflateRaw, type ZlibOptions } from "node:zlib";

/** A piece of a gzip stream: it ends at a byte and refers to nothing before it. */
export interface Deflated {
  readonly bytes: Buffer;
  /** Of the data that was compressed. */
  readonly crc: number;
  readonly length: number;
}

// A scraper is near: a better ratio would cost more time than it saves.
const OPTIONS: ZlibOptions = { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_SYNC_FLUSH };

const deflate = promisify<Buffer, ZlibOptions, Buffer>(deflateRaw);

/** Compresses in the thread pool, so that the event loop goes on. */
export async function deflateBlock(bytes: Buffer): Promise<Deflated> {
  const compressed = await deflate(bytes, OPTIONS);
  return { bytes: compressed, crc: crc32(bytes), length: bytes.length };
}
