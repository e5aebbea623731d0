import { readFile } from "node:fs/promises";
import { clockShift } from "./clock.js";
import { decodeEntries } from "./entries.js";
import type { Origin } from "./family-merge.js";
import { type Log, readLog } from "./log-format.js";
import { ProcessMerge } from "./merge-processes.js";
import type { ProcessMetricsMode } from "./process-families.js";
import type { MemberFile, SharedFolder } from "./shared-folder.js";
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
  const total = await readTotal(folder, options.onBadSnapshot);
  const known = foldedIn(total);
  const ended = folder.members().filter((member) => !folder.isLiving(member));
  const fresh = ended.filter(({ id }) => !known.includes(id));
  if (fresh.length > 0) {
    const merge = await addUp(folder, total, fresh, options);
    const folded = [...known, ...fresh.map(({ id }) => id)].slice(-REMEMBERED);
    await folder.total.replace(holder, await encodeTotal(folded, merge.families()));
  }
  for (const { id } of ended) folder.removeMember(id);
  folder.removeStrays();
}

async function addUp(
  folder: SharedFolder,
  total: Log,
  ended: readonly MemberFile[],
  { processMetrics, maxSeries, onBadSnapshot }: FoldOptions,
): Promise<ProcessMerge> {
  const merge = new ProcessMerge(processMetrics, { maxSeries });
  await addLog(merge, total, { worker: undefined, live: false });
  for (const { file, slot } of ended) {
    const log = await readMember(folder, file);
    if (log.damage !== undefined) onBadSnapshot(file, log.damage);
    await addLog(merge, log, { worker: slot, live: false });
  }
  return merge;
}

/** Adds what a log says. */
export function addLog(merge: ProcessMerge, { entries }: Log, origin: Origin): Promise<void> {
  return decodeEntries(entries, {
    sinkOf: (head) => merge.sinkOf(head, origin),
    shift: clockShift(entries),
    bounds: merge.bounds,
  });
}

export async function readTotal(folder: SharedFolder, onBad: OnBadSnapshot): Promise<Log> {
  const bytes = await folder.total.read();
  const log = bytes === undefined ? LOST : await readLog(bytes);
  if (log.damage !== undefined) onBad("total", log.damage);
  return log;
}

const LOST: Log = { entries: new Map(), damage: new Error("it is gone") };

/**
 * What a member has left; nothing when it is in the total already. Rejects when it
 * cannot be read now: a total without it would be wrong.
 */
export async function readMember(folder: SharedFolder, file: string): Promise<Log> {
  try {
    return await readLog(await readFile(folder.file(file)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { entries: new Map() };
    throw error;
  }
}
