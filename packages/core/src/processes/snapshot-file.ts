import { renameSync, writeFileSync } from "node:fs";
import { constants, open, readFile, stat, writeFile } from "node:fs/promises";
import { readLog } from "./log-reading.js";

/** A log is written anew when it is so many times as long as what it says, and this much longer. */
const LONGEST = 4;
const SLACK_BYTES = 256 * 1024;
const APPEND = constants.O_WRONLY | constants.O_APPEND;
const PRIVATE = { mode: 0o600 } as const;

/** The file in which a process writes down what it has counted. */
export class SnapshotFile {
  readonly #draft: string;
  #path: string | undefined;
  /** Bytes that it had when it was written anew; undefined: there is none that can be gone on with. */
  #base: number | undefined;
  #length = 0;
  /** When it was last written, in milliseconds since the epoch. */
  #modified = 0;

  constructor(draft: string) {
    this.#draft = draft;
  }

  /** True when the next thing to write is everything. */
  get isDue(): boolean {
    return this.#base === undefined || this.#length > LONGEST * this.#base + SLACK_BYTES;
  }

  /** True when the file says all that it was given. */
  get isWhole(): boolean {
    return this.#base !== undefined;
  }

  /** Adds to the file; false when it is not as it was left, and has to be written anew. */
  async append(bytes: Buffer): Promise<boolean> {
    if (bytes.length === 0) return this.#isAsLeft();
    const base = this.#base;
    this.#base = undefined;
    if (!(await this.#isAsLeft())) return false;
    const file = await open(this.#path as string, APPEND);
    try {
      await file.writeFile(bytes);
      this.#modified = (await file.stat()).mtimeMs;
    } finally {
      await file.close();
    }
    this.#length += bytes.length;
    this.#base = base;
    return true;
  }

  /** Others go on reading where they have stopped: what they have read must still be there. */
  async #isAsLeft(): Promise<boolean> {
    const path = this.#path as string;
    const stats = await stat(path).catch(() => undefined);
    if (stats?.size !== this.#length) return false;
    if (stats.mtimeMs === this.#modified) return true;
    // Perhaps somebody has only touched it.
    const { damage } = await readLog(await readFile(path), () => {});
    this.#modified = stats.mtimeMs;
    return damage === undefined;
  }

  /** Writes everything, under this path from now on. */
  async replace(path: string, bytes: Buffer): Promise<void> {
    this.#base = undefined;
    await writeFile(this.#draft, bytes, PRIVATE);
    // In one step: at the end of the process no rename of an older one may be on its way.
    this.#modified = (await stat(this.#draft)).mtimeMs;
    renameSync(this.#draft, path);
    this.#path = path;
    this.#length = this.#base = bytes.length;
  }

  /** As `replace`, at once: whatever is being written goes nowhere. */
  replaceNow(path: string, bytes: Buffer): void {
    writeFileSync(`${this.#draft}.last`, bytes, PRIVATE);
    renameSync(`${this.#draft}.last`, path);
  }
}
