import { stat } from "node:fs/promises";
import { MetricsError } from "@routemetrics/core";
import type { Bucket, CallOptions } from "./bucket.js";
import { decodeDocument, encodeDocument } from "./document.js";

/** One object of `iterate()`: its document, or why it has none. */
export type StoredDocument =
  | { readonly id: string; readonly document: unknown; readonly error?: undefined }
  | { readonly id: string; readonly document?: undefined; readonly error: MetricsError };

/**
 * Keeps files, JSON documents and bytes under ids. Ids are paths such as
 * `2026-11-22/report.json`; the key is the store's prefix, a slash and the id.
 *
 * Every call is complete in itself; `connect()` need not come first. What fails
 * throws a `MetricsError` whose code begins with `RM_ERR_STORAGE`.
 */
export interface ObjectStore {
  /** Such as `s3://bucket/prefix`; without credentials. */
  readonly url: string;
  /**
   * Asks the storage. Codes: `…_CREDENTIALS`, `…_BUCKET` (there is none),
   * `…_UNREACHABLE`, `…_TIMEOUT`.
   */
  connect(options?: CallOptions): Promise<void>;
  /** Uploads the local file at `path`. Beyond 8 MiB it is streamed, and not tried again by itself. */
  storeFile(path: string, id: string, options?: CallOptions): Promise<void>;
  /** Stores JSON, byte for byte as the Python CephStore writes it. */
  storeDocument(document: unknown, id: string, options?: CallOptions): Promise<void>;
  storeBlob(bytes: Uint8Array, id: string, options?: CallOptions): Promise<void>;
  /** Code `…_NOT_FOUND` when there is no such object, `…_DOCUMENT` when it is not JSON. */
  retrieveDocument(id: string, options?: CallOptions): Promise<unknown>;
  /** Code `…_NOT_FOUND` when there is no such object. */
  retrieveBlob(id: string, options?: CallOptions): Promise<Uint8Array>;
  exists(id: string, options?: CallOptions): Promise<boolean>;
  /** Ids that begin with `prefix`, in the order of their bytes, page by page. */
  list(prefix?: string, options?: CallOptions): AsyncIterable<string>;
  /** The documents of `list()`. One that cannot be read comes with its error; the rest follows. */
  iterate(prefix?: string, options?: CallOptions): AsyncIterable<StoredDocument>;
  /** An id that is not there is no error. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

/** The store on top of any bucket: adds the prefix and the documents. */
export class BucketStore implements ObjectStore {
  readonly url: string;
  readonly #bucket: Bucket;
  readonly #prefix: string;

  constructor(bucket: Bucket, prefix = "") {
    const trimmed = prefix.replace(/^\/+|\/+$/g, "");
    if (trimmed !== "") checkId(trimmed, "prefix");
    this.#bucket = bucket;
    this.#prefix = trimmed === "" ? "" : `${trimmed}/`;
    this.url = trimmed === "" ? bucket.url : `${bucket.url}/${trimmed}`;
  }

  connect(options: CallOptions = {}): Promise<void> {
    return this.#bucket.check(options);
  }

  async storeFile(path: string, id: string, options: CallOptions = {}): Promise<void> {
    const info = await stat(path).catch((cause) => unreadable(path, cause));
    if (!info.isFile()) unreadable(path, undefined);
    await this.#bucket.put(this.#key(id), { file: path }, options);
  }

  async storeDocument(document: unknown, id: string, options?: CallOptions): Promise<void> {
    await this.storeBlob(Buffer.from(encodeDocument(document)), id, options);
  }

  async storeBlob(bytes: Uint8Array, id: string, options: CallOptions = {}): Promise<void> {
    if (!(bytes instanceof Uint8Array)) {
      throw new MetricsError(
        "RM_ERR_INVALID_VALUE",
        `storeBlob takes bytes for ${JSON.stringify(id)}, not ${typeof bytes}: give a Buffer or a Uint8Array.`,
      );
    }
    await this.#bucket.put(this.#key(id), bytes, options);
  }

  async retrieveDocument(id: string, options?: CallOptions): Promise<unknown> {
    const bytes = await this.retrieveBlob(id, options);
    try {
      return decodeDocument(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (cause) {
      throw new MetricsError(
        "RM_ERR_STORAGE_DOCUMENT",
        `"${this.#key(id)}" in ${this.#bucket.url} is not a JSON document (${bytes.byteLength} bytes): read it with retrieveBlob, or delete it.`,
        { cause },
      );
    }
  }

  async retrieveBlob(id: string, options: CallOptions = {}): Promise<Uint8Array> {
    return this.#bucket.get(this.#key(id), options);
  }

  async exists(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.#bucket.has(this.#key(id), options);
  }

  async *list(prefix = "", options: CallOptions = {}): AsyncGenerator<string> {
    for await (const key of this.#bucket.keys(this.#prefix + prefix, options)) {
      yield key.slice(this.#prefix.length);
    }
  }

  async *iterate(prefix = "", options: CallOptions = {}): AsyncGenerator<StoredDocument> {
    for await (const id of this.list(prefix, options)) {
      try {
        yield { id, document: await this.retrieveDocument(id, options) };
      } catch (error) {
        const { code } = error as MetricsError;
        // Gone since it was listed, or not ours: a matter of this object only.
        if (code !== "RM_ERR_STORAGE_DOCUMENT" && code !== "RM_ERR_STORAGE_NOT_FOUND") throw error;
        yield { id, error: error as MetricsError };
      }
    }
  }

  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await this.#bucket.delete(this.#key(id), options);
  }

  #key(id: string): string {
    checkId(id, "id");
    return this.#prefix + id;
  }
}

/** Only what is one name in every store; a folder must not be left through `..`. */
function checkId(id: string, what: string): void {
  const isPath = typeof id === "string" && id !== "" && !/[\0\\]/.test(id) && id.isWellFormed();
  if (isPath && id.split("/").every((part) => !["", ".", "..", ".unfinished"].includes(part)))
    return;
  throw new MetricsError(
    "RM_ERR_INVALID_NAME",
    `${JSON.stringify(id)} cannot be an object's ${what}: give names joined by "/", none of them empty, "." or "..", without "\\".`,
  );
}

function unreadable(path: string, cause: unknown): never {
  const why = cause instanceof Error ? cause.message : "it is not a file";
  throw new MetricsError("RM_ERR_STORAGE", `Cannot read "${path}" to store it: ${why}.`, { cause });
}
