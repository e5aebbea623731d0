import type { FileHandle } from "node:fs/promises";
import { CutError } from "./log-format.js";
import { type LogReading, readFrames, type TakeRecord } from "./log-reading.js";

/** So much is read at once, and more where a frame is longer. */
const PIECE_BYTES = 96 * 1024;

/** Reads the frames of a file between two positions, piece by piece: a log may be long. */
export async function readFileFrames(
  file: FileHandle,
  from: number,
  to: number,
  take: TakeRecord,
): Promise<LogReading> {
  let memory = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, Math.max(to - from, 0)));
  let at = from;
  while (at < to) {
    const piece = await readInto(memory.subarray(0, to - at), file, at);
    const { end, damage } = await readFrames(piece, 0, take);
    const isLast = piece.length < memory.length || at + piece.length >= to;
    at += end;
    if (isLast) return damage ? { end: at, damage } : { end: at };
    if (damage !== undefined && !(damage instanceof CutError)) return { end: at, damage };
    if (end === 0) memory = Buffer.allocUnsafeSlow(memory.length * 2);
  }
  return { end: at };
}

/** The part of `bytes` that there was something for. */
export async function readInto(bytes: Buffer, file: FileHandle, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
