import { renameSync, writeFileSync } from "node:fs";
import { constants, readFile, stat, writeFile } from "node:fs/promises";
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
  async append(pieces: AsyncGenerator<Buffer>): Promise<boolean> {
    const base = this.#base;
    const first = await pieces.next();
    if (!first.done) this.#base = undefined;
    if (!(await this.#isAsLeft())) return false;
    if (first.done) return true;
    const path = this.#path as string;
    await writeFile(path, this.#counted(first.value, pieces), { flag: APPEND });
    this.#modified = (await stat(path)).mtimeMs;
    this.#base = base;
    return true;
  }

  async *#counted(first: Buffer, others: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    this.#length += first.length;
    yield first;
    for await (const piece of others) {
      this.#length += piece.length;
      yield piece;
    }
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
  async replace(path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
    this.#base = undefined;
    await writeFile(this.#draft, pieces, PRIVATE);
    // In one step: at the end of the process no rename of an older one may be on its way.
    const { mtimeMs, size } = await stat(this.#draft);
    renameSync(this.#draft, path);
    this.#path = path;
    this.#modified = mtimeMs;
    this.#length = this.#base = size;
  }

  /** As `replace`, at once: whatever is being written goes nowhere. */
  replaceNow(path: string, bytes: Buffer): void {
    writeFileSync(`${this.#draft}.last`, bytes, PRIVATE);
    renameSync(`${this.#draft}.last`, path);
  }
}
