import { pipeline, Readable } from "node:stream";
import { promisify } from "node:util";
import { constants, createGzip, gzip } from "node:zlib";
import type { RegistryLike } from "../registry-like.js";
import { exposeFamilies } from "./exposed-family.js";
import { CONTENT_TYPES } from "./format.js";
import { type GatherError, type Gathered, gather } from "./gather.js";
import { negotiateEncoding, negotiateFormat } from "./negotiate.js";
import { renderChunks } from "./render.js";

/** What a scraper asks for. */
export interface RenderRequest {
  /** The `Accept` header. */
  readonly accept?: string | undefined;
  /** The `Accept-Encoding` header. */
  readonly acceptEncoding?: string | undefined;
  /** Names of families or samples; absent or empty: everything. */
  readonly names?: readonly string[];
}

/** A scrape's answer as a whole. */
export interface Rendered {
  readonly body: Buffer;
  readonly contentType: string;
  readonly contentEncoding?: string;
}

/** A scrape's answer: as a whole when it is short, a stream of buffers when it is long. */
export interface ScrapeAnswer {
  readonly body: Buffer | Readable;
  readonly contentType: string;
  readonly contentEncoding?: string;
}

export interface ScraperOptions {
  /** Compress where the scraper accepts it. Default: true. */
  readonly compression?: boolean;
  /** Called with the seconds that each collection took. */
  readonly onCollected?: (seconds: number) => void;
  /** Called with what is missing from an answer, unless that is nothing. */
  readonly onErrors?: (errors: readonly GatherError[]) => void;
}

/** Below this, compression saves no packet. */
const MIN_COMPRESSED_BYTES = 1400;
// A scraper is near: a better ratio would cost more time than it saves.
const GZIP = { level: constants.Z_BEST_SPEED };

const compress = promisify<Buffer, object, Buffer>(gzip);

/** Where the families of a scrape come from; no names: all of them. */
export type FamiliesSource = (names: readonly string[]) => Promise<Gathered>;

/** Answers scrapes of some registries, or of a source; scrapes that overlap share one collection. */
export class Scraper {
  readonly #source: FamiliesSource;
  readonly #options: ScraperOptions;
  readonly #collections = new Map<string, Promise<Gathered>>();

  constructor(families: FamiliesSource | readonly RegistryLike[], options: ScraperOptions = {}) {
    this.#source =
      typeof families === "function" ? families : (names) => gather(families, { names });
    this.#options = options;
  }

  /** Renders the whole answer. */
  async render(request: RenderRequest = {}): Promise<Rendered> {
    const { body, ...head } = await this.scrape(request);
    return { ...head, body: Buffer.isBuffer(body) ? body : Buffer.concat(await body.toArray()) };
  }

  /** Collects, and renders a long answer only as fast as it is read. */
  async scrape({ accept, acceptEncoding, names = [] }: RenderRequest = {}): Promise<ScrapeAnswer> {
    const format = negotiateFormat(accept);
    const { families } = await this.#collect(names);
    const { exposed, clashes } = exposeFamilies(families, format);
    if (clashes.length > 0) this.#options.onErrors?.(clashes);
    const chunks = renderChunks(exposed, format);
    const first = await chunks.next();
    const second = await chunks.next();
    const start = [first, second].flatMap(({ value }) => value ?? []);
    const body = second.done ? Buffer.concat(start) : Readable.from(follow(start, chunks));
    const contentType = CONTENT_TYPES[format];
    const { compression = true } = this.#options;
    const isTiny = Buffer.isBuffer(body) && body.length < MIN_COMPRESSED_BYTES;
    if (!compression || isTiny || negotiateEncoding(acceptEncoding) === "identity") {
      return { body, contentType };
    }
    return { body: await compressed(body), contentType, contentEncoding: "gzip" };
  }

  #collect(names: readonly string[]): Promise<Gathered> {
    const key = JSON.stringify([...new Set(names)].sort());
    const running = this.#collections.get(key);
    if (running !== undefined) return running;
    const collection = this.#gather(names).finally(() => this.#collections.delete(key));
    this.#collections.set(key, collection);
    return collection;
  }

  async #gather(names: readonly string[]): Promise<Gathered> {
    const start = performance.now();
    const gathered = await this.#source(names);
    this.#options.onCollected?.((performance.now() - start) / 1000);
    if (gathered.errors.length > 0) this.#options.onErrors?.(gathered.errors);
    return gathered;
  }
}

async function* follow(start: readonly Buffer[], rest: AsyncIterable<Buffer>) {
  yield* start;
  yield* rest;
}

/** In the thread pool, so that the event loop goes on. */
async function compressed(body: Buffer | Readable): Promise<Buffer | Readable> {
  if (Buffer.isBuffer(body)) return compress(body, GZIP);
  // Who reads the result learns of an error from it.
  return pipeline(body, createGzip(GZIP), () => {});
}
