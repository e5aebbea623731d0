import { promisify } from "node:util";
import { constants, gzip, type ZlibOptions } from "node:zlib";
import type { RegistryLike } from "../registry-like.js";
import { type Block, bytesOf } from "./block.js";
import { type Collected, collect, type GatherOptions } from "./collect.js";
import { exposeFamilies } from "./exposed-family.js";
import { CONTENT_TYPES, type Format } from "./format.js";
import type { GatherError } from "./gather-error.js";
import { gzipBlocks } from "./gzip.js";
import { KeptFamilies } from "./kept-families.js";
import { negotiateEncoding, negotiateFormat } from "./negotiate.js";
import { renderBlocks } from "./render.js";
import { type Rendered, rendered } from "./rendered.js";

/** What a scraper asks for. */
export interface RenderRequest {
  /** The `Accept` header. */
  readonly accept?: string | undefined;
  /** The `Accept-Encoding` header. */
  readonly acceptEncoding?: string | undefined;
  /** Names of families or samples; absent or empty: everything. */
  readonly names?: readonly string[];
  /** What a collector may take, in seconds: less than the scraper waits. Default: 10. */
  readonly timeLimit?: number | undefined;
}

/** A scrape's answer: as a whole when it is short, lists of buffers when it is long. */
export interface ScrapeAnswer {
  readonly body: Buffer | AsyncGenerator<readonly Buffer[], void, undefined>;
  readonly contentType: string;
  readonly contentEncoding?: string;
  /**
   * To be called when nobody has the body's bytes any more: the next scrape may then
   * overwrite them. Without it they are left to the garbage collector.
   */
  release(): void;
}

export interface ScraperOptions {
  /** Compress where the scraper accepts it. Default: true. */
  readonly compression?: boolean;
  /** Answer in the text format whatever the scraper prefers. Default: false. */
  readonly textOnly?: boolean;
  /** Called with the seconds that each collection took. */
  readonly onCollected?: (seconds: number) => void;
  /** Called with what is missing from an answer, unless that is nothing. */
  readonly onErrors?: (errors: readonly GatherError[]) => void;
}

/** Below this, compression saves no packet. */
const MIN_COMPRESSED_BYTES = 1400;
// A scraper is near: a better ratio would cost more time than it saves.
const GZIP: ZlibOptions = { level: constants.Z_BEST_SPEED };

const compress = promisify<Buffer, ZlibOptions, Buffer>(gzip);

/** Where the families of a scrape come from; no names: all of them. */
export type FamiliesSource = (options: GatherOptions) => Promise<Collected>;

interface Collection extends Collected {
  /** What it took; undefined once that has been told. */
  seconds: number | undefined;
}

/** Answers scrapes of some registries, or of a source; scrapes that overlap share one collection. */
export class Scraper {
  readonly #source: FamiliesSource;
  readonly #options: ScraperOptions;
  readonly #collections = new Map<string, Promise<Collection>>();
  readonly #kept = new KeptFamilies();

  constructor(families: FamiliesSource | readonly RegistryLike[], options: ScraperOptions = {}) {
    this.#source =
      typeof families === "function" ? families : (options) => collect(families, options);
    this.#options = options;
  }

  /** Renders the whole answer. */
  async render(request: RenderRequest = {}): Promise<Rendered> {
    const { body, release, ...head } = await this.scrape(request);
    const chunks: Buffer[] = [];
    if (Buffer.isBuffer(body)) chunks.push(body);
    else for await (const some of body) chunks.push(...some);
    return rendered(head, chunks, release);
  }

  /** Collects, and renders a long answer only as fast as it is read. */
  async scrape({
    accept,
    acceptEncoding,
    names = [],
    timeLimit,
  }: RenderRequest = {}): Promise<ScrapeAnswer> {
    const format = this.#options.textOnly ? "text" : negotiateFormat(accept);
    const contentType = CONTENT_TYPES[format];
    const held: Block[] = [];
    const release = () => {
      for (const block of held.splice(0)) block.release();
    };
    const blocks = this.#render(format, await this.#collect(names, timeLimit), held);
    const start = [await blocks.next(), await blocks.next()].flatMap(({ value }) => value ?? []);
    const short = start.length === 1 ? (start[0] as Block).bytes : undefined;
    const { compression = true } = this.#options;
    const isTiny = short !== undefined && short.length < MIN_COMPRESSED_BYTES;
    if (!compression || isTiny || negotiateEncoding(acceptEncoding) === "identity") {
      return { body: short ?? bytesOf(follow(start, blocks)), contentType, release };
    }
    const body = short ? await compress(short, GZIP) : gzipBlocks(follow(start, blocks));
    return { body, contentType, contentEncoding: "gzip", release };
  }

  #render(format: Format, collection: Collection, held: Block[]): Blocks {
    const { exposed, clashes: errors } = exposeFamilies(collection.families, format);
    // Told at the end: a scrape does not show in its own answer.
    const onEnd = () => {
      const { seconds } = collection;
      collection.seconds = undefined;
      if (seconds !== undefined) this.#options.onCollected?.(seconds);
      if (errors.length > 0) this.#options.onErrors?.(errors);
    };
    return renderBlocks(exposed, format, { kept: this.#kept, held, errors, onEnd });
  }

  #collect(names: readonly string[], timeLimit: number | undefined): Promise<Collection> {
    const key = JSON.stringify([...new Set(names)].sort());
    const running = this.#collections.get(key);
    if (running !== undefined) return running;
    const collection = this.#gather(names, timeLimit).finally(() => this.#collections.delete(key));
    this.#collections.set(key, collection);
    return collection;
  }

  async #gather(names: readonly string[], timeLimit: number | undefined): Promise<Collection> {
    const start = performance.now();
    const collected = await this.#source({ names, ...(timeLimit !== undefined && { timeLimit }) });
    const seconds = (performance.now() - start) / 1000;
    if (collected.errors.length > 0) this.#options.onErrors?.(collected.errors);
    return { ...collected, seconds };
  }
}

type Blocks = AsyncGenerator<readonly Block[], void, undefined>;

async function* follow(start: readonly Block[], rest: Blocks): Blocks {
  yield start;
  yield* rest;
}
