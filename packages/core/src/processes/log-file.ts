import { type FileHandle, open } from "node:fs/promises";
import { readFileFrames, readInto } from "./file-frames.js";
import { CutError, HEADER_BYTES, readHeader } from "./log-format.js";
import { type LogRecord, readLog } from "./log-reading.js";
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
  #header: Buffer = NOTHING;
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
        await this.#readAll(file, stamp.size);
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
    this.#header = NOTHING;
    this.damage = undefined;
    this.#log.restart();
    if (bytes !== undefined) {
      const { damage } = await readLog(bytes, this.#take);
      this.damage = damage;
    }
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
    const header = await readInto(Buffer.allocUnsafe(length), file, 0);
    if (!header.equals(this.#header)) return false;
    await this.#readFrom(this.#end, file, size);
    return true;
  }

  async #readAll(file: FileHandle, size: number): Promise<void> {
    const first = await readInto(Buffer.alloc(HEADER_BYTES), file, 0);
    this.#header = NOTHING;
    this.#end = 0;
    this.#log.restart();
    let length: number;
    try {
      length = readHeader(first);
    } catch (error) {
      this.damage = error as Error;
      this.#log.settle();
      return;
    }
    await this.#readFrom(length, file, size);
    this.#header = first.subarray(0, length);
    this.#log.settle();
  }

  async #readFrom(position: number, file: FileHandle, size: number): Promise<void> {
    const { end, damage } = await readFileFrames(file, position, size, this.#take);
    this.#end = end;
    this.damage = damage;
  }

  readonly #take = (record: LogRecord): void => this.#log.take(record);
}
