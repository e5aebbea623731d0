import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { MetricsError } from "@routemetrics/core";
import { type Bucket, type CallOptions, type Content, compareKeys } from "./bucket.js";
import { makeFolder } from "./make-folder.js";

/** Where files are written before they get their name; on the same disk, so that renaming is atomic. */
const UNFINISHED = ".unfinished";
const LEFT_BEHIND_MS = 86_400_000;

/** Keeps each object as a file below one folder. */
export class FolderBucket implements Bucket {
  readonly url: string;
  readonly #root: string;

  constructor(directory: string) {
    this.#root = resolve(directory);
    this.url = pathToFileURL(this.#root).href;
  }

  /** Also removes what processes that were killed while writing left behind a day ago or earlier. */
  async check(): Promise<void> {
    await this.#attempt("use the folder", "", async () => {
      const unfinished = join(this.#root, UNFINISHED);
      await makeFolder(unfinished);
      for (const name of await readdir(unfinished)) {
        const path = join(unfinished, name);
        const info = await stat(path).catch(() => undefined);
        if (info && info.mtimeMs < Date.now() - LEFT_BEHIND_MS) await rm(path, { force: true });
      }
    });
  }

  async put(key: string, content: Content, { signal }: CallOptions): Promise<void> {
    const unfinished = join(this.#root, UNFINISHED, randomUUID());
    await this.#attempt("store", key, async () => {
      const path = this.#path(key);
      await makeFolder(dirname(unfinished));
      await makeFolder(dirname(path));
      try {
        await writeThrough(unfinished, content, signal);
        await rename(unfinished, path);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    });
  }

  get(key: string, { signal }: CallOptions): Promise<Uint8Array> {
    return this.#attempt("read", key, () =>
      readFile(this.#path(key), signal === undefined ? {} : { signal }),
    );
  }

  async has(key: string): Promise<boolean> {
    const info = await stat(this.#path(key)).catch(() => undefined);
    return info?.isFile() ?? false;
  }

  async *keys(prefix: string): AsyncGenerator<string> {
    yield* this.#walk(prefix.slice(0, prefix.lastIndexOf("/") + 1), prefix);
  }

  async delete(key: string): Promise<void> {
    await this.#attempt("delete", key, () => rm(this.#path(key), { force: true }));
  }

  /** Sorts each folder as if its name ended in the slash that its keys have: that is the order of keys. */
  async *#walk(folder: string, prefix: string): AsyncGenerator<string> {
    const entries = await this.#attempt("list", folder, () =>
      readdir(join(this.#root, folder), { withFileTypes: true }).catch((error) => {
        if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
        throw error;
      }),
    );
    const names = entries.map((entry) => folder + entry.name + (entry.isDirectory() ? "/" : ""));
    for (const name of names.sort(compareKeys)) {
      if (name === `${UNFINISHED}/`) continue;
      if (!name.endsWith("/")) {
        if (name.startsWith(prefix)) yield name;
      } else if (name.startsWith(prefix) || prefix.startsWith(name)) {
        yield* this.#walk(name, prefix);
      }
    }
  }

  #path(key: string): string {
    return join(this.#root, key);
  }

  async #attempt<T>(action: string, key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const { code = "", message } = cause as NodeJS.ErrnoException;
      const what = `Cannot ${action}${key === "" ? "" : ` "${key}"`} in ${this.url}`;
      if (action === "read" && ["ENOENT", "EISDIR", "ENOTDIR"].includes(code)) {
        throw new MetricsError("RM_ERR_STORAGE_NOT_FOUND", `${what}: there is no such file.`, {
          cause,
        });
      }
      throw new MetricsError(
        CODES[code] ?? "RM_ERR_STORAGE",
        `${what}: ${message}. ${HINTS[code] ?? "Check the path and the disk."}`,
        { cause },
      );
    }
  }
}

const CODES: Readonly<Record<string, "RM_ERR_STORAGE_CREDENTIALS" | "RM_ERR_STORAGE_BUCKET">> = {
  EACCES: "RM_ERR_STORAGE_CREDENTIALS",
  EPERM: "RM_ERR_STORAGE_CREDENTIALS",
  EROFS: "RM_ERR_STORAGE_CREDENTIALS",
  ENOTDIR: "RM_ERR_STORAGE_BUCKET",
  EEXIST: "RM_ERR_STORAGE_BUCKET",
};

const HINTS: Readonly<Record<string, string>> = {
  EACCES: "Let this user write there.",
  EPERM: "Let this user write there.",
  EROFS: "The disk is mounted read-only.",
  ENOTDIR: "A file stands where a folder is needed.",
  EEXIST: "A file stands where a folder is needed.",
  EISDIR: "A folder stands where the file is needed: choose another id.",
  ENOSPC: "The disk is full.",
};

/** Returns when the bytes are on the disk: a name must not outlive its content in a power cut. */
async function writeThrough(path: string, content: Content, signal?: AbortSignal): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  if (!(content instanceof Uint8Array)) {
    await pipeline(
      createReadStream(content.file),
      createWriteStream(path, { flush: true }),
      options,
    );
    return;
  }
  const file = await open(path, "wx");
  try {
    await file.writeFile(content, options);
    await file.sync();
  } finally {
    await file.close();
  }
}
