import type { LiveSource } from "../live-family.js";
import { createWriter, type FamilyWriter } from "./family-writer.js";
import type { Format } from "./format.js";
import { KeptFamily } from "./kept-family.js";
import type { ExposedLiveFamily } from "./live-series.js";

interface Kept {
  /** What else than its series decides the bytes of a family. */
  readonly key: string;
  readonly family: KeptFamily;
}

interface KeptFormat {
  readonly writer: FamilyWriter;
  readonly families: WeakMap<LiveSource, Kept>;
  usedAt: number;
}

/** Smaller families are rendered in less time than it takes to look for what has changed. */
const MIN_SERIES = 50;
/** Milliseconds after which the bytes of a format that nobody asks for are dropped. */
const LIFETIME = 10 * 60 * 1000;

/** What a scraper keeps of large families, by format. */
export class KeptFamilies {
  readonly #formats = new Map<Format, KeptFormat>();

  /** Undefined for a family that is rendered each time. */
  find(exposed: ExposedLiveFamily, format: Format): KeptFamily | undefined {
    const { source, samples, defaultLabels } = exposed.family;
    if (samples !== undefined || source.size < MIN_SERIES) return undefined;
    const { families, writer } = this.#format(format);
    const key = JSON.stringify([exposed.name, exposed.type, defaultLabels]);
    const known = families.get(source);
    if (known?.key === key) return known.family;
    const family = new KeptFamily(writer);
    families.set(source, { key, family });
    return family;
  }

  #format(format: Format): KeptFormat {
    const now = Date.now();
    for (const [name, { usedAt }] of this.#formats) {
      if (now - usedAt > LIFETIME) this.#formats.delete(name);
    }
    let kept = this.#formats.get(format);
    kept ??= { writer: createWriter(format), families: new WeakMap(), usedAt: now };
    kept.usedAt = now;
    this.#formats.set(format, kept);
    return kept;
  }
}
