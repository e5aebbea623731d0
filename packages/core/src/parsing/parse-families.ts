import type { MetricFamily, MetricType, ValueSeries } from "../metric-family.js";
import { histogramSeries, summarySeries } from "./bucket-samples.js";
import { type ParsedSample, parseSampleLine } from "./sample-line.js";

/** A line, or the lack of one, for which a scraper refuses the text, or a part of it. */
export interface ExpositionFault {
  /** From 1; absent when the whole text is meant. */
  readonly line?: number;
  readonly metric?: string;
  readonly problem: string;
}

/** A name that has several types. */
export interface RetypedMetric {
  readonly metric: string;
  readonly types: readonly string[];
}

export interface ParsedExposition {
  readonly families: readonly MetricFamily[];
  readonly faults: readonly ExpositionFault[];
  readonly retyped: readonly RetypedMetric[];
}

interface Draft {
  readonly name: string;
  type: string | undefined;
  help: string | undefined;
  readonly samples: ParsedSample[];
}

const METADATA = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) ?(.*)$/;
const SUFFIX = /_(?:bucket|sum|count|created|total|info|gsum|gcount)$/;
/** What may follow the name of a family of this type in the name of a sample. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_sum", "_count", "_created"],
  gaugehistogram: ["_bucket", "_gsum", "_gcount"],
  summary: ["_sum", "_count", "_created"],
  counter: ["_total", "_created"],
  info: ["_info"],
};

/**
 * Reads the families of an exposition, in the text format 0.0.4 or OpenMetrics.
 *
 * Never throws: what a scraper would stumble over is in `faults`, and the rest is read.
 */
export function parseFamilies(text: string): ParsedExposition {
  return new ExpositionReader().read(text);
}

class ExpositionReader {
  readonly #drafts = new Map<string, Draft>();
  readonly #faults: ExpositionFault[] = [];
  readonly #retyped = new Map<string, Set<string>>();

  read(text: string): ParsedExposition {
    text.split("\n").forEach((line, index) => {
      if (line.startsWith("#")) this.#metadata(line);
      else if (line.trim() !== "") this.#sample(line, index + 1);
    });
    const families = [...this.#drafts.values()].map((draft) => this.#family(draft));
    const retyped = Array.from(this.#retyped, ([metric, types]) => ({
      metric,
      types: [...types],
    }));
    return { families, faults: this.#faults, retyped };
  }

  #metadata(line: string): void {
    const [, keyword, name = "", content = ""] = METADATA.exec(line) ?? [];
    if (keyword === undefined) return;
    const draft = this.#draft(name);
    if (keyword === "HELP") {
      draft.help ??= content;
      return;
    }
    const type = content.trim().toLowerCase();
    if (draft.type !== undefined && draft.type !== type) {
      const types = this.#retyped.get(name) ?? new Set([draft.type]);
      this.#retyped.set(name, types.add(type));
    }
    draft.type ??= type;
  }

  #sample(line: string, number: number): void {
    try {
      const sample = parseSampleLine(line);
      this.#draft(this.#familyName(sample.name)).samples.push(sample);
    } catch (error) {
      this.#faults.push({ line: number, problem: (error as Error).message });
    }
  }

  /** The family that a sample belongs to: the one of its name, or the one whose suffix it bears. */
  #familyName(sample: string): string {
    if (this.#drafts.get(sample)?.type !== undefined) return sample;
    const suffix = SUFFIX.exec(sample)?.[0] ?? "";
    const stem = sample.slice(0, sample.length - suffix.length);
    const type = this.#drafts.get(stem)?.type ?? "";
    return SUFFIXES[type]?.includes(suffix) ? stem : sample;
  }

  #draft(name: string): Draft {
    const known = this.#drafts.get(name);
    if (known !== undefined) return known;
    const draft: Draft = { name, type: undefined, help: undefined, samples: [] };
    this.#drafts.set(name, draft);
    return draft;
  }

  #family({ name, type, help = "", samples }: Draft): MetricFamily {
    const fault = (problem: string): void => {
      this.#faults.push({ metric: name, problem });
    };
    if (type === "histogram") {
      return { name, help, type, series: histogramSeries(name, samples, fault) };
    }
    if (type === "summary") return { name, help, type, series: summarySeries(samples) };
    const values = samples.filter((sample) => !isCreated(sample, type));
    const series: ValueSeries[] = values.map(({ labels, value }) => ({ labels, value }));
    // OpenMetrics names the family without the suffix of its samples.
    const sampleName = values[0]?.name ?? name;
    const isSuffixed = values.every((sample) => sample.name === sampleName);
    return { name: isSuffixed ? sampleName : name, help, type: valueType(type), series };
  }
}

function isCreated({ name }: ParsedSample, type: string | undefined): boolean {
  return type === "counter" && name.endsWith("_created");
}

function valueType(type: string | undefined): Exclude<MetricType, "histogram" | "summary"> {
  if (type === "counter" || type === "gauge" || type === "info" || type === "stateset") return type;
  return "unknown";
}
