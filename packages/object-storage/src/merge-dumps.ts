import { MetricsError } from "@routemetrics/core";
import type { ObjectStore } from "./object-store.js";
import type { OpenMetricsReader, ParsedFamily, ParsedSample } from "./parse-openmetrics.js";
import { type DumpSelection, parseDump, selectDumps } from "./read-dump.js";
import { startTurns } from "./turns.js";

export interface MergeOptions extends DumpSelection {
  /** An object that cannot be read: it is left out, the others are merged. */
  readonly onError?: (error: MetricsError) => void;
  /** After each object. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** All samples of one series, or of one histogram, at one moment. */
interface Point {
  readonly time: number;
  readonly lines: string[];
}

interface MergedFamily extends ParsedFamily {
  readonly metrics: Map<string, Point[]>;
}

/** How many objects are read at the same time. */
const READERS = 8;

/**
 * Merges OpenMetrics dumps into one exposition, as text in chunks: each family
 * once, each series in the order of time, one `# EOF`, which is what Prometheus
 * needs to load it. Holds all of it in memory: merge long ranges day by day.
 */
export async function* mergeDumps(
  store: ObjectStore,
  options: MergeOptions = {},
): AsyncGenerator<string> {
  const ids: string[] = [];
  for await (const { id, dump } of selectDumps(store, options)) {
    if (dump.format === "openmetrics") ids.push(id);
  }
  if (ids.length === 0) {
    throw new MetricsError(
      "RM_ERR_STORAGE_NOT_FOUND",
      `There are no OpenMetrics dumps of that job, instance and time in ${store.url}.`,
    );
  }
  const families = new Map<string, MergedFamily>();
  let done = 0;
  const waiting = ids.values();
  const read = async () => {
    for (const id of waiting) {
      const collected = new DumpPoints();
      try {
        await parseDump(store, id, collected);
        collected.addTo(families);
      } catch (error) {
        if ((error as MetricsError).code !== "RM_ERR_STORAGE_DOCUMENT") throw error;
        options.onError?.(error as MetricsError);
      }
      done += 1;
      options.onProgress?.(done, ids.length);
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  yield* write(families);
}

/** What one dump holds, apart from the rest until all of it has proved readable. */
class DumpPoints implements OpenMetricsReader {
  readonly #families: { family: ParsedFamily; points: Map<string, Point[]> }[] = [];

  family(family: ParsedFamily): void {
    this.#families.push({ family, points: new Map() });
  }

  sample(sample: ParsedSample): void {
    const current = this.#families.at(-1);
    if (current === undefined) return;
    const time = sample.timestamp ?? 0;
    const key = metricKey(sample, current.family.type);
    const points = current.points.get(key) ?? [];
    const last = points.at(-1);
    if (last?.time === time) last.lines.push(sample.line);
    else points.push({ time, lines: [sample.line] });
    current.points.set(key, points);
  }

  addTo(families: Map<string, MergedFamily>): void {
    for (const { family, points } of this.#families) {
      // A metric may have changed its type from one release to the next.
      const key = `${family.name} ${family.type}`;
      const merged = families.get(key) ?? { ...family, metrics: new Map() };
      families.set(key, merged);
      for (const [metric, more] of points) {
        const known = merged.metrics.get(metric);
        if (known === undefined) merged.metrics.set(metric, more);
        else known.push(...more);
      }
    }
  }
}

/** The labels that make a metric, in one order; without those that name a part of a histogram or summary. */
function metricKey({ labels }: ParsedSample, type: string): string {
  const part = type === "histogram" ? "le" : type === "summary" ? "quantile" : undefined;
  return labels
    .filter(([name]) => name !== part)
    .map((label) => JSON.stringify(label))
    .sort()
    .join();
}

async function* write(families: Map<string, MergedFamily>): AsyncGenerator<string> {
  const turn = startTurns();
  for (const { name, type, help, unit, metrics } of sorted(families)) {
    yield header("TYPE", name, type) + header("UNIT", name, unit) + header("HELP", name, help);
    for (const points of sorted(metrics)) {
      points.sort((a, b) => a.time - b.time);
      // Two dumps of the same moment say the same; Prometheus would refuse the second.
      const distinct = points.filter(({ time }, index) => time !== points[index - 1]?.time);
      yield distinct.map(({ lines }) => `${lines.join("\n")}\n`).join("");
      await turn();
    }
  }
  yield "# EOF\n";
}

/** Dumps arrive in any order; the same dumps give the same text. */
function sorted<T>(map: ReadonlyMap<string, T>): T[] {
  return Array.from(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value);
}

function header(keyword: string, name: string, content: string | undefined): string {
  return content === undefined ? "" : `# ${keyword} ${name} ${content}\n`;
}
