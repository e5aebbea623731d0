import { stat } from "node:fs/promises";
import { join } from "node:path";
import { parseDumpId } from "./dump-id.js";
import { FolderBucket } from "./folder-bucket.js";
import type { SpoolEntry, SpoolMedium } from "./spool.js";

/**
 * Keeps dumps as files: they outlive the process, and the next one with the
 * same folder uploads them. One process at a time may use a folder.
 */
export class DiskMedium implements SpoolMedium {
  readonly #directory: string;
  readonly #folder: FolderBucket;

  constructor(directory: string) {
    this.#directory = directory;
    this.#folder = new FolderBucket(directory);
  }

  /** In the order of their times, whatever job and day they belong to. */
  async open(): Promise<{ id: string; size: number }[]> {
    await this.#folder.check();
    const left: { id: string; size: number; time: number; sequence: number }[] = [];
    for await (const id of this.#folder.keys("")) {
      const dump = parseDumpId(id);
      if (dump === undefined) continue;
      const { size } = await stat(join(this.#directory, id));
      left.push({ id, size, time: dump.time, sequence: dump.sequence });
    }
    return left.sort((a, b) => a.time - b.time || a.sequence - b.sequence);
  }

  write({ id, bytes }: SpoolEntry): Promise<void> {
    return this.#folder.put(id, bytes, {});
  }

  async read(id: string): Promise<Uint8Array | undefined> {
    return (await this.#folder.has(id)) ? this.#folder.get(id, {}) : undefined;
  }

  remove(id: string): Promise<void> {
    return this.#folder.delete(id);
  }
}
