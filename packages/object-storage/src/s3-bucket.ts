import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Bucket, CallOptions, Content } from "./bucket.js";
import { createClient, loadSdk, type S3ClientLike, type S3ClientSettings } from "./s3-client.js";
import { type S3Attempt, s3Failure } from "./s3-failure.js";

export interface S3BucketSettings extends S3ClientSettings {
  readonly bucket: string;
  readonly client: S3ClientLike | undefined;
}

type Sdk = Awaited<ReturnType<typeof loadSdk>>;
type Send = (command: object, requestTimeout?: number) => Promise<never>;

/** A bucket of AWS S3, Ceph, or another server with that interface. */
export class S3Bucket implements Bucket {
  readonly url: string;
  readonly #settings: S3BucketSettings;
  #client: S3ClientLike | undefined;

  constructor(settings: S3BucketSettings) {
    this.url = `s3://${settings.bucket}`;
    this.#settings = settings;
    this.#client = settings.client;
  }

  /** Lists, because only that tells a missing bucket from an empty one on every server. */
  async check(options: CallOptions): Promise<void> {
    await this.#call("connect to", undefined, options, (sdk, send) =>
      send(new sdk.ListObjectsV2Command({ Bucket: this.#bucket, MaxKeys: 1 })),
    );
  }

  async put(key: string, content: Content, options: CallOptions): Promise<void> {
    await this.#call("store", key, options, async (sdk, send) => {
      const { Body, ContentLength, ContentMD5 } = await readContent(content);
      // Content-MD5 is the one checksum that every server checks.
      const input = { Bucket: this.#bucket, Key: key, ContentLength, ContentMD5 };
      if (Body !== undefined) return send(new sdk.PutObjectCommand({ ...input, Body }));
      const file = createReadStream((content as { file: string }).file);
      // The whole transfer may take long; the socket's own timeout ends one that stands still.
      return send(new sdk.PutObjectCommand({ ...input, Body: file }), 0);
    });
  }

  async get(key: string, options: CallOptions): Promise<Uint8Array> {
    return this.#call("read", key, options, async (sdk, send) => {
      for (let attempt = 1; ; attempt += 1) {
        const answer: { Body: { transformToByteArray(): Promise<Uint8Array> } } = await send(
          new sdk.GetObjectCommand({ Bucket: this.#bucket, Key: key }),
        );
        try {
          return await answer.Body.transformToByteArray();
        } catch (error) {
          // The SDK tries again until the body begins; what breaks later is ours.
          if (attempt >= this.#settings.maxAttempts || options.signal?.aborted) throw error;
        }
      }
    });
  }

  /** Lists as well: the answer to HEAD has no body and so cannot tell why it is 403 or 404. */
  async has(key: string, options: CallOptions): Promise<boolean> {
    const page = await this.#page("find", { Prefix: key, MaxKeys: 1 }, options);
    return page.Contents?.[0]?.Key === key;
  }

  async *keys(prefix: string, options: CallOptions): AsyncGenerator<string> {
    let ContinuationToken: string | undefined;
    do {
      const page: Page = await this.#page("list", { Prefix: prefix, ContinuationToken }, options);
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  async delete(key: string, options: CallOptions): Promise<void> {
    await this.#call("delete", key, options, (sdk, send) =>
      send(new sdk.DeleteObjectCommand({ Bucket: this.#bucket, Key: key })),
    );
  }

  get #bucket(): string {
    return this.#settings.bucket;
  }

  #page(action: "find" | "list", query: PageQuery, options: CallOptions): Promise<Page> {
    return this.#call(action, query.Prefix, options, (sdk, send) =>
      send(new sdk.ListObjectsV2Command({ Bucket: this.#bucket, ...query })),
    );
  }

  async #call<T>(
    action: S3Attempt["action"],
    key: string | undefined,
    { signal }: CallOptions,
    work: (sdk: Sdk, send: Send) => Promise<T>,
  ): Promise<T> {
    const { endpoint = "AWS", bucket, region, accessKeyId } = this.#settings;
    try {
      const sdk = await loadSdk();
      this.#client ??= createClient(sdk, this.#settings);
      const client = this.#client;
      return await work(
        sdk,
        (command, requestTimeout) =>
          client.send(command, {
            ...(signal && { abortSignal: signal }),
            ...(requestTimeout !== undefined && { requestTimeout }),
          }) as Promise<never>,
      );
    } catch (cause) {
      const object = key === undefined ? {} : { key };
      throw s3Failure(cause, { action, ...object, bucket, endpoint, region, accessKeyId });
    }
  }
}

interface PageQuery {
  readonly Prefix: string;
  readonly MaxKeys?: number;
  readonly ContinuationToken?: string | undefined;
}

interface Page {
  readonly Contents?: readonly { readonly Key?: string }[];
  readonly IsTruncated?: boolean;
  readonly NextContinuationToken?: string;
}

/** Files up to this size are sent from memory, which is what the SDK can repeat. */
const IN_MEMORY = 8 * 1024 * 1024;

async function readContent(
  content: Content,
): Promise<{ Body?: Uint8Array; ContentLength: number; ContentMD5: string }> {
  if (content instanceof Uint8Array) return inMemory(content);
  const { size } = await stat(content.file);
  const hash = createHash("md5");
  const parts: Uint8Array[] = [];
  for await (const part of createReadStream(content.file)) {
    hash.update(part);
    if (size <= IN_MEMORY) parts.push(part);
  }
  if (size <= IN_MEMORY) return inMemory(Buffer.concat(parts));
  return { ContentLength: size, ContentMD5: hash.digest("base64") };
}

function inMemory(Body: Uint8Array) {
  const ContentMD5 = createHash("md5").update(Body).digest("base64");
  return { Body, ContentLength: Body.byteLength, ContentMD5 };
}
