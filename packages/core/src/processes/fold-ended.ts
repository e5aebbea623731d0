import { readFile } from "node:fs/promises";
import { type LogReading, readLog } from "./log-reading.js";
import { ProcessMerge } from "./merge-processes.js";
import { MergedLog } from "./merged-log.js";
import type { ProcessMetricsMode } from "./process-families.js";
import { type MemberFile, type SharedFolder, StrangerError } from "./shared-folder.js";
import { encodeTotal, foldedIn } from "./total.js";

/** So many ids are remembered: a scrape that met their files must learn that they are in the total. */
const REMEMBERED = 300;

/** Told about a snapshot that cannot be used, or not to its end, and why. */
export type OnBadSnapshot = (file: string, error: Error) => void;

export interface FoldOptions {
  readonly processMetrics: ProcessMetricsMode;
  /** Series per metric in the total: workers to come must not fill it with ever new ones. */
  readonly maxSeries: number;
  readonly onBadSnapshot: OnBadSnapshot;
}

/**
 * Adds what ended members have left to the total, and removes it. The caller holds the total.
 *
 * Whenever this is interrupted the next one goes on: the total names whom it
 * contains, so that no file counts twice.
 */
export async function foldEnded(
  folder: SharedFolder,
  holder: string,
  options: FoldOptions,
): Promise<void> {
  // A release may make something else of a name: the total is about what new workers mean.
  const merge = new ProcessMerge(options.processMetrics, options.maxSeries, "last");
  const known = await readTotal(folder, merge, options.onBadSnapshot);
  const ended = folder.members().filter((member) => !folder.isLiving(member));
  const fresh = ended.filter(({ id }) => !known.includes(id));
  if (fresh.length > 0) {
    for (const member of fresh) await addMember(folder, merge, member, options.onBadSnapshot);
    const folded = [...known, ...fresh.map(({ id }) => id)].slice(-REMEMBERED);
    await folder.total.replace(holder, await encodeTotal(folded, merge.written()));
  }
  for (const { id } of ended) folder.removeMember(id);
  removeStrangers(folder, options.onBadSnapshot);
  folder.removeStrays();
}

/** Those of their version take care of members that have ended, as long as there are some. */
function removeStrangers(folder: SharedFolder, onBad: OnBadSnapshot): void {
  const strangers = folder.strangers();
  const living = new Set(strangers.filter((one) => folder.isLiving(one)).map(formatOf));
  for (const one of strangers) {
    if (living.has(one.format)) continue;
    onBad(one.file, new StrangerError(one));
    folder.removeMember(one.id);
  }
}

function formatOf({ format }: MemberFile): number {
  return format;
}

async function readTotal(
  folder: SharedFolder,
  merge: ProcessMerge,
  onBad: OnBadSnapshot,
): Promise<readonly string[]> {
  const bytes = await folder.total.read((path) => readFile(path));
  const log = new MergedLog(merge, { worker: undefined, live: false, rank: 0 });
  const { damage } = bytes === undefined ? LOST : await addLog(log, bytes);
  if (damage !== undefined) onBad("total", damage);
  return foldedIn(log.facts);
}

/** Adds what a member has left; rejects when it cannot be read now: a total without it would be wrong. */
async function addMember(
  folder: SharedFolder,
  merge: ProcessMerge,
  { file, slot }: MemberFile,
  onBad: OnBadSnapshot,
): Promise<void> {
  const log = new MergedLog(merge, { worker: slot, live: false, rank: 0 });
  const bytes = await readFile(folder.file(file)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (bytes === undefined) return;
  const { damage } = await addLog(log, bytes);
  if (damage !== undefined) onBad(file, damage);
}

/** Adds what a log says. */
export function addLog(log: MergedLog, bytes: Buffer): Promise<LogReading> {
  return readLog(bytes, (record) => log.take(record));
}

/** A total that is not there, though it should be. */
export const LOST: { readonly damage: Error } = { damage: new Error("it is gone") };
