import { readFile } from "node:fs/promises";
import { MetricsError } from "@routemetrics/core";
import { type Bucket, type Content, compareKeys } from "./bucket.js";

/** Keeps objects in this process: for tests, and for services that hand dumps on themselves. */
export class MemoryBucket implements Bucket {
  readonly url = "memory:";
  readonly #objects = new Map<string, Uint8Array>();

  async check(): Promise<void> {}

  async put(key: string, content: Content): Promise<void> {
    // A copy: the caller may reuse its buffer.
    const bytes = content instanceof Uint8Array ? content : await readFile(content.file);
    this.#objects.set(key, copyOf(bytes));
  }

  async get(key: string): Promise<Uint8Array> {
    const bytes = this.#objects.get(key);
    if (bytes === undefined) {
      throw new MetricsError("RM_ERR_STORAGE_NOT_FOUND", `There is no "${key}" in memory.`);
    }
    return copyOf(bytes);
  }

  async has(key: string): Promise<boolean> {
    return this.#objects.has(key);
  }

  async *keys(prefix: string): AsyncGenerator<string> {
    const keys = Array.from(this.#objects.keys()).filter((key) => key.startsWith(prefix));
    yield* keys.sort(compareKeys);
  }

  async delete(key: string): Promise<void> {
    this.#objects.delete(key);
  }
}

/** Not `slice()`: that of a Buffer shares its memory. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
