import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { MetricsError } from "@routemetrics/core";
import { type DumpId, keyPart, parseDumpId } from "./dump-id.js";
import type { ObjectStore } from "./object-store.js";
import { type OpenMetricsReader, parseOpenMetrics } from "./parse-openmetrics.js";
import { startTurns } from "./turns.js";

const decompress = promisify(gunzip);
/** Stops at what can only be an attack or a mistake: a dump of millions of series is smaller. */
const MAX_TEXT = 512 * 1024 * 1024;
/** The year 5138 in seconds; later than this are milliseconds, which Prometheus takes for the year 58861. */
const LAST_SECOND = 1e11;

/** The text of a dump, unpacked. Code `RM_ERR_STORAGE_DOCUMENT`: the object is cut short or foreign. */
export async function readDump(store: ObjectStore, id: string): Promise<string> {
  const bytes = await store.retrieveBlob(id);
  try {
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = isGzip ? await decompress(bytes, { maxOutputLength: MAX_TEXT }) : bytes;
    return new TextDecoder("utf-8", { fatal: true }).decode(text);
  } catch (cause) {
    throw unreadable(store, id, cause);
  }
}

/** Reads an OpenMetrics dump, every sample with its time; the same code when it is none. */
export async function parseDump(
  store: ObjectStore,
  id: string,
  reader: OpenMetricsReader,
): Promise<void> {
  const text = await readDump(store, id);
  const turn = startTurns();
  const checked: OpenMetricsReader = {
    family: (family) => reader.family(family),
    sample(sample) {
      const { timestamp, line } = sample;
      if (timestamp === undefined) throw new SyntaxError(`no time in ${line.slice(0, 80)}`);
      if (timestamp > LAST_SECOND) throw new SyntaxError(`time ${timestamp} is not in seconds`);
      reader.sample(sample);
    },
  };
  try {
    for (const _ of parseOpenMetrics(text, checked)) await turn();
  } catch (cause) {
    throw unreadable(store, id, cause);
  }
}

/** Reads a dump of any format to its end; the same code when it is broken. */
export async function verifyDump(store: ObjectStore, id: string, dump: DumpId): Promise<void> {
  if (dump.format === "openmetrics") return parseDump(store, id, { family() {}, sample() {} });
  const text = await readDump(store, id);
  try {
    for (const part of dump.format === "json" ? [text] : text.trimEnd().split("\n"))
      JSON.parse(part);
  } catch (cause) {
    throw unreadable(store, id, cause);
  }
}

/** Which dumps are meant. */
export interface DumpSelection {
  /** The labels that the dumps were made with. */
  readonly job?: string;
  readonly instance?: string;
  /** From this moment on. */
  readonly from?: Date;
  /** Up to this moment, without it. */
  readonly to?: Date;
}

/** The ids of dumps, day by day when job and start are known. Other objects in the store are passed over. */
export async function* selectDumps(
  store: ObjectStore,
  selection: DumpSelection,
): AsyncGenerator<{ readonly id: string; readonly dump: DumpId }> {
  const { from, to } = selection;
  for (const prefix of prefixes(selection)) {
    for await (const id of store.list(prefix)) {
      const dump = parseDumpId(id);
      if (dump === undefined) continue;
      if (selection.job !== undefined && dump.job !== keyPart(selection.job)) continue;
      if (selection.instance !== undefined && dump.instance !== keyPart(selection.instance)) {
        continue;
      }
      if (from !== undefined && dump.time < from.getTime()) continue;
      if (to !== undefined && dump.time >= to.getTime()) continue;
      yield { id, dump };
    }
  }
}

const DAY_MS = 86_400_000;
const MANY_DAYS = 366;

function prefixes({ job, from, to = new Date(Date.now() + DAY_MS) }: DumpSelection): string[] {
  if (job === undefined) return [""];
  const folder = `${keyPart(job)}/`;
  if (from === undefined) return [folder];
  const first = Math.floor(from.getTime() / DAY_MS);
  const days = Math.floor(to.getTime() / DAY_MS) - first + 1;
  if (days > MANY_DAYS) return [folder];
  return Array.from({ length: Math.max(days, 0) }, (_, day) => {
    return `${folder}${new Date((first + day) * DAY_MS).toISOString().slice(0, 10)}/`;
  });
}

function unreadable(store: ObjectStore, id: string, cause: unknown): MetricsError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new MetricsError(
    "RM_ERR_STORAGE_DOCUMENT",
    `"${id}" in ${store.url} is no dump that can be read: ${why}. Delete it, or leave it out.`,
    { cause },
  );
}
