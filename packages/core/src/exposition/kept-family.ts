import type { LiveFamily, LiveSeries } from "../live-family.js";
import type { Slices } from "../slices.js";
import { Block } from "./block.js";
import type { FamilyWriter } from "./family-writer.js";
import type { GatherError } from "./gather-error.js";
import { type ExposedLiveFamily, writeLiveSeries } from "./live-series.js";

/** Some series that follow one another, and how they were rendered last. */
interface KeptBlock {
  readonly series: readonly LiveSeries[];
  block: Block;
  /** Where the bytes of the block are, with some room after them. */
  memory: Buffer;
  /** Where the bytes of each series end; none when they have to be written anew. */
  readonly ends: number[];
  /** The gathering of the source in which it was rendered. */
  renderedIn: number;
}

const NO_MEMORY = Buffer.alloc(0);
const EMPTY = new Block(NO_MEMORY);
/** Numbers grow longer: so much room spares new memory for most of them. */
const GROWTH = 1.05;
/** A last block with fewer bytes takes in series that are new. */
const ROOM_BYTES = 72 * 1024;
/** Short series are many in a block that is full; so many are rendered in less than a millisecond. */
const MOST_SERIES = 512;

/**
 * The rendered bytes of a family's series in one format, kept from scrape to scrape.
 *
 * A scrape renders the blocks in which a series has changed, and in them only
 * those series. The series of a block are read in one go, so that the samples of
 * one series agree with each other whatever happens between two blocks.
 */
export class KeptFamily {
  readonly #writer: FamilyWriter;
  #blocks: KeptBlock[] = [];
  #membership = -1;
  /** Since all blocks were made anew: many removals leave small blocks behind. */
  #removals = 0;
  #refreshing: Promise<readonly Block[]> | undefined;
  /** Answers that wait for the blocks. */
  #waiting = 0;

  constructor(writer: FamilyWriter) {
    this.#writer = writer;
  }

  /** All blocks, with what has changed, held for the caller; who asks meanwhile gets the same. */
  refresh(
    exposed: ExposedLiveFamily,
    slices: Slices,
    errors: GatherError[],
  ): Promise<readonly Block[]> {
    this.#waiting += 1;
    this.#refreshing ??= this.#refresh(exposed, slices, errors);
    return this.#refreshing;
  }

  async #refresh(
    exposed: ExposedLiveFamily,
    slices: Slices,
    errors: GatherError[],
  ): Promise<readonly Block[]> {
    // Never done before the promise is known to `refresh`.
    await undefined;
    try {
      await this.#renderAll(exposed, slices, errors);
      const blocks = this.#blocks.map(({ block }) => block);
      // At once: what nobody holds may be overwritten by the next one who asks.
      for (const block of blocks) block.hold(this.#waiting);
      return blocks;
    } finally {
      this.#waiting = 0;
      this.#refreshing = undefined;
    }
  }

  async #renderAll(
    exposed: ExposedLiveFamily,
    slices: Slices,
    errors: GatherError[],
  ): Promise<void> {
    let added = this.#takeMembership(exposed.family);
    for (const kept of this.#blocks) {
      if (isStale(kept)) this.#rewrite(kept, exposed, errors);
      if (slices.due) await slices.turn();
    }
    while (added.length > 0) {
      const kept = this.#write(added, exposed, errors);
      this.#blocks.push(kept);
      added = added.slice(kept.series.length);
      if (slices.due) await slices.turn();
    }
  }

  /** Takes removed series out of their blocks; returns those that have no block yet. */
  #takeMembership({ source }: LiveFamily): LiveSeries[] {
    if (source.membership === this.#membership) return [];
    this.#membership = source.membership;
    this.#blocks = this.#blocks.map((block) => this.#withoutRemoved(block));
    if (this.#removals > source.size) this.#blocks = [];
    const last = this.#blocks.at(-1);
    if (last !== undefined && hasRoom(last)) this.#blocks.pop();
    if (this.#blocks.length === 0) this.#removals = 0;
    // Blocks have the series in the order of the family, so the new ones come after them.
    const known = this.#blocks.reduce((sum, { series }) => sum + series.length, 0);
    return [...source.allSeries()].slice(known);
  }

  #withoutRemoved(block: KeptBlock): KeptBlock {
    const series = block.series.filter(({ removed }) => !removed);
    if (series.length === block.series.length) return block;
    this.#removals += block.series.length - series.length;
    return { ...block, series, block: EMPTY, memory: NO_MEMORY, ends: [] };
  }

  /** Renders as many series as fit into a block. */
  #write(series: readonly LiveSeries[], exposed: ExposedLiveFamily, errors: GatherError[]) {
    const { out } = this.#writer;
    const renderedIn = exposed.family.source.gathering;
    const ends: number[] = [];
    out.clear();
    for (const one of series) {
      writeLiveSeries(this.#writer, exposed, one, errors);
      ends.push(out.length);
      if (out.isFull || ends.length === MOST_SERIES) break;
    }
    const kept = { series: series.slice(0, ends.length), ends, renderedIn };
    return this.#finish({ ...kept, block: EMPTY, memory: NO_MEMORY }, 0);
  }

  /** Renders what has changed in a block and copies the rest. */
  #rewrite(kept: KeptBlock, exposed: ExposedLiveFamily, errors: GatherError[]): void {
    const { out } = this.#writer;
    const { series, block, ends, renderedIn } = kept;
    kept.renderedIn = exposed.family.source.gathering;
    out.clear();
    // The old bytes stand before the new ones: copies within a buffer are the fastest.
    out.append(block.bytes);
    const base = out.length;
    let start = 0;
    let copied = 0;
    for (let i = 0; i < series.length; i++) {
      const one = series[i] as LiveSeries;
      const isNew = i === ends.length;
      const end = isNew ? start : (ends[i] as number);
      if (isNew || one.changedSince(renderedIn)) {
        if (start > copied) out.repeat(copied, start);
        writeLiveSeries(this.#writer, exposed, one, errors, start, end);
        copied = end;
      }
      ends[i] = out.length - base + end - copied;
      start = end;
    }
    out.repeat(copied, start);
    this.#finish(kept, base);
  }

  /** Puts what was written into the block's memory, into new one if an answer still has the old bytes. */
  #finish(kept: KeptBlock, start: number): KeptBlock {
    const written = this.#writer.out.bytes(start);
    if (kept.block.isHeld || written.length > kept.memory.length) {
      kept.memory = Buffer.allocUnsafeSlow(Math.ceil(written.length * GROWTH));
    }
    kept.memory.set(written);
    kept.block = new Block(kept.memory.subarray(0, written.length));
    return kept;
  }
}

function hasRoom({ block, series }: KeptBlock): boolean {
  return block.bytes.length < ROOM_BYTES && series.length < MOST_SERIES;
}

function isStale({ series, ends, renderedIn }: KeptBlock): boolean {
  if (ends.length < series.length) return true;
  for (const one of series) if (one.changedSince(renderedIn)) return true;
  return false;
}
