import { type FileHandle, open } from "node:fs/promises";
import { CutError, readHeader } from "./log-format.js";
import { type LogReading, type LogRecord, readFrames } from "./log-reading.js";
import type { MergedLog } from "./merged-log.js";

/** By what a file shows that it has changed. */
interface Stamp {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

const NOTHING = Buffer.alloc(0);

/** Reads the file of a log into the merge, and later what has been added to it. */
export class LogFile {
  readonly #log: MergedLog;
  #stamp: Stamp | undefined;
  /** The first line: each log has its own. */
  #header = NOTHING;
  /** Up to where it was read. */
  #end = 0;
  /** What is wrong with the log as it was read last. */
  damage: Error | undefined;

  constructor(log: MergedLog) {
    this.#log = log;
  }

  /** True when it is as it was read last. */
  async isAsRead(path: string): Promise<boolean> {
    const file = await open(path);
    try {
      return this.#isAsRead(await file.stat());
    } finally {
      await file.close();
    }
  }

  /**
   * Brings the merge up to date; rejects when the file cannot be read now.
   *
   * With `isSound` whoever writes it has just looked that it is as it should be: only what
   * was added is read. Without, a file that has changed in any way is read as a whole.
   */
  async update(path: string, isSound: boolean): Promise<void> {
    const file = await open(path);
    try {
      const stamp = await file.stat();
      if (this.#isAsRead(stamp)) return;
      if (!isSound || !(await this.#readOn(file, stamp.size))) {
        await this.#readAll(await read(file, 0, stamp.size));
      }
      if (isSound && this.damage instanceof CutError && this.#end > 0) {
        // It is being written at this moment.
        this.damage = undefined;
      }
      this.#stamp = stamp;
    } finally {
      await file.close();
    }
  }

  /** The log is this one, and in no file; nothing: there is no log any more. */
  async replace(bytes?: Buffer): Promise<void> {
    this.#stamp = undefined;
    if (bytes !== undefined) return this.#readAll(bytes);
    this.damage = undefined;
    this.#header = NOTHING;
    this.#log.restart();
    this.#log.settle();
  }

  #isAsRead({ ino, size, mtimeMs }: Stamp): boolean {
    const known = this.#stamp;
    const isSame = known?.ino === ino && known.size === size && known.mtimeMs === mtimeMs;
    return isSame && this.#log.isInTime;
  }

  /** Reads what was added; false: it is not the log that was read. */
  async #readOn(file: FileHandle, size: number): Promise<boolean> {
    const { length } = this.#header;
    if (length === 0 || this.damage !== undefined || size < this.#end || !this.#log.isInTime) {
      return false;
    }
    if (!(await read(file, 0, length)).equals(this.#header)) return false;
    const added = await read(file, this.#end, size - this.#end);
    this.#note(await readFrames(added, 0, this.#take), this.#end);
    return true;
  }

  async #readAll(bytes: Buffer): Promise<void> {
    this.#header = NOTHING;
    this.#end = 0;
    this.#log.restart();
    try {
      const length = readHeader(bytes);
      this.#note(await readFrames(bytes, length, this.#take), 0);
      this.#header = Buffer.from(bytes.subarray(0, length));
    } catch (error) {
      this.damage = error as Error;
    }
    this.#log.settle();
  }

  #note({ end, damage }: LogReading, base: number): void {
    this.#end = base + end;
    this.damage = damage;
  }

  readonly #take = (record: LogRecord): void => this.#log.take(record);
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(length, 0));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
