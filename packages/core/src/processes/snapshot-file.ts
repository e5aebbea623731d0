import { renameSync, writeFileSync } from "node:fs";
import { constants, open, writeFile } from "node:fs/promises";

/** A log is written anew when it is this much longer than what it says. */
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

  constructor(draft: string) {
    this.#draft = draft;
  }

  /** True when the next thing to write is everything. */
  get isDue(): boolean {
    return this.#base === undefined || this.#length > 2 * this.#base + SLACK_BYTES;
  }

  /** True when the file says all that it was given. */
  get isWhole(): boolean {
    return this.#base !== undefined;
  }

  /** Adds to the file; false when it is not as it was left, and has to be written anew. */
  async append(bytes: Buffer): Promise<boolean> {
    if (bytes.length === 0) return true;
    const base = this.#base;
    this.#base = undefined;
    const file = await open(this.#path as string, APPEND).catch(() => undefined);
    if (file === undefined) return false;
    try {
      if ((await file.stat()).size !== this.#length) return false;
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    this.#length += bytes.length;
    this.#base = base;
    return true;
  }

  /** Writes everything, under this path from now on. */
  async replace(path: string, bytes: Buffer): Promise<void> {
    this.#base = undefined;
    await writeFile(this.#draft, bytes, PRIVATE);
    // At once: at the end of the process no rename of an older one may be on its way.
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
