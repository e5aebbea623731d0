import type { LiveSeries } from "../live-family.js";
import type { MetricFamily, Series } from "../metric-family.js";
import { Slices } from "../slices.js";
import { Block } from "./block.js";
import { type ExposedFamily, exposeFamilies } from "./exposed-family.js";
import { createWriter, type FamilyWriter, type RenderOptions } from "./family-writer.js";
import type { Format } from "./format.js";
import type { GatherError } from "./gather-error.js";
import type { KeptFamilies } from "./kept-families.js";
import { isLive, presentSeries, writeLiveSeries } from "./live-series.js";

interface Rendering extends RenderOptions {
  /** Where what was rendered before is kept; absent: everything is rendered. */
  readonly kept?: KeptFamilies;
  /** Gets the blocks that are kept, to be released when the answer has been sent. */
  readonly held?: Block[];
  /** Gets the series that cannot be read. */
  readonly errors?: GatherError[];
  /** Called when all is rendered, or when it is given up. */
  readonly onEnd?: () => void;
}

/** Blocks below this are joined to others: to send one costs more than to copy it. */
const SMALL_BYTES = 8 * 1024;

/**
 * Renders in blocks of about 64 KiB and lets the event loop turn in between.
 *
 * It yields by the time spent and not by a number of series: a series may have
 * one sample or hundreds. What comes together is finished together.
 */
export async function* renderBlocks(
  families: Iterable<ExposedFamily>,
  format: Format,
  { kept, held, errors, onEnd, ...options }: Rendering = {},
): AsyncGenerator<readonly Block[], void, undefined> {
  const slices = new Slices();
  const renderer = new Renderer(format, options, errors);
  try {
    for (const exposed of families) {
      const known = isLive(exposed) ? kept?.find(exposed, format) : undefined;
      if (isLive(exposed) && known !== undefined) {
        const blocks = await known.refresh(exposed, slices, renderer.errors);
        held?.push(...blocks);
        yield [...renderer.frame(exposed, blocks)];
        continue;
      }
      for (const block of renderer.steps(exposed)) {
        if (block !== undefined) yield [block];
        if (slices.due) await slices.turn();
      }
    }
    yield [renderer.end()];
  } finally {
    onEnd?.();
  }
}

/** Renders in one go, for a body that is needed as a whole and may take its time. */
export function renderAll(
  families: Iterable<MetricFamily>,
  format: Format,
  options: RenderOptions = {},
): Buffer {
  const renderer = new Renderer(format, options);
  const blocks: Block[] = [];
  for (const exposed of exposeFamilies(families, format).exposed) {
    for (const block of renderer.steps(exposed)) if (block !== undefined) blocks.push(block);
  }
  blocks.push(renderer.end());
  const [first, ...others] = blocks.map(({ bytes }) => bytes) as [Buffer, ...Buffer[]];
  return others.length === 0 ? first : Buffer.concat([first, ...others]);
}

/** A block is yielded whenever one is full. */
type Steps = Generator<Block | undefined, void, undefined>;

/** One rendering: the writer, and the bytes that are in no block yet. */
class Renderer {
  readonly errors: GatherError[];
  readonly #writer: FamilyWriter;
  /** Where the series are written: elsewhere, if the head needs to know their length. */
  readonly #series: FamilyWriter;

  constructor(format: Format, options: RenderOptions, errors: GatherError[] = []) {
    this.errors = errors;
    this.#writer = createWriter(format, options);
    this.#series = this.#writer.headHasLength ? createWriter(format, options) : this.#writer;
  }

  /** Renders a family, a series a step. */
  *steps(exposed: ExposedFamily): Steps {
    if (this.#series === this.#writer) {
      this.#writer.writeHead(exposed, 0);
      yield* this.#seriesSteps(exposed);
      return;
    }
    const blocks: Block[] = [];
    for (const block of this.#seriesSteps(exposed)) {
      if (block !== undefined) blocks.push(block);
      yield undefined;
    }
    blocks.push(new Block(this.#series.out.take()));
    yield* this.frame(exposed, blocks);
  }

  /** Puts what stands before them in front of series that are rendered already. */
  *frame(exposed: ExposedFamily, series: readonly Block[]): Generator<Block, void, undefined> {
    const { out } = this.#writer;
    const length = series.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#writer.writeHead(exposed, length);
    for (const block of series) {
      if (block.bytes.length < SMALL_BYTES) {
        out.append(block.bytes);
        continue;
      }
      if (out.length > 0) yield new Block(out.take());
      yield block;
    }
    if (out.isFull) yield new Block(out.take());
  }

  /** After the last family. */
  end(): Block {
    this.#writer.writeEnd();
    return new Block(this.#writer.out.take());
  }

  *#seriesSteps(exposed: ExposedFamily): Steps {
    const writer = this.#series;
    const { family } = exposed;
    const live = isLive(exposed) ? exposed : undefined;
    for (const series of "series" in family ? family.series : presentSeries(family)) {
      if (live) writeLiveSeries(writer, live, series as LiveSeries, this.errors);
      else writer.writeSeries(exposed, series as Series);
      yield writer.out.isFull ? new Block(writer.out.take()) : undefined;
    }
  }
}
