import { readFile } from "node:fs/promises";
import { Slices } from "../slices.js";
import { decodeFamily, encodeFamily } from "./encode-family.js";
import { ProcessMerge } from "./merge-processes.js";
import type { ProcessMetricsMode } from "./process-families.js";
import type { MemberFile, SharedFolder } from "./shared-folder.js";
import { readSnapshot, type Snapshot } from "./snapshot.js";

/** So many ids are remembered: a scrape that met their files must learn that they are in the total. */
const REMEMBERED = 300;

/** Told about a snapshot that cannot be used, and why. */
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
  const onBad = options.onBadSnapshot;
  const total = await readTotal(folder, onBad);
  const isFolded = new Set(total.folded);
  const ended = folder.members().filter((member) => !folder.isLiving(member));
  const fresh = ended.filter(({ id }) => !isFolded.has(id));
  if (fresh.length > 0) {
    const lines = await addUp(folder, total, fresh, options);
    const folded = [...total.folded, ...fresh.map(({ id }) => id)].slice(-REMEMBERED);
    await folder.replaceTotal(holder, { folded, lines });
  }
  for (const { id } of ended) folder.removeMember(id);
}

async function addUp(
  folder: SharedFolder,
  total: Snapshot,
  ended: readonly MemberFile[],
  { processMetrics, maxSeries, onBadSnapshot }: FoldOptions,
): Promise<string[]> {
  const merge = new ProcessMerge(processMetrics, maxSeries);
  await addLines(merge, total.lines, undefined, false);
  for (const { file, slot } of ended) {
    await addLines(merge, await readMember(folder, file, onBadSnapshot), slot, false);
  }
  return merge.families().flatMap((family) => [...encodeFamily(family)]);
}

/** Adds the lines of a snapshot; `worker` is undefined for the total. */
export async function addLines(
  merge: ProcessMerge,
  lines: readonly string[],
  worker: string | undefined,
  live: boolean,
): Promise<void> {
  const slices = new Slices();
  for (const line of lines) {
    merge.add(decodeFamily(line), { worker, live });
    if (slices.due) await slices.turn();
  }
}

export async function readTotal(folder: SharedFolder, onBad: OnBadSnapshot): Promise<Snapshot> {
  try {
    const text = await folder.readTotal();
    if (text === undefined) throw new Error("it is gone");
    return readSnapshot(text);
  } catch (error) {
    onBad("total", error as Error);
    return { folded: [], lines: [] };
  }
}

/** The lines of a member's snapshot; none when it cannot be used. */
export async function readMember(
  folder: SharedFolder,
  file: string,
  onBad: OnBadSnapshot,
): Promise<readonly string[]> {
  try {
    return readSnapshot(await readFile(folder.file(file), "utf8")).lines;
  } catch (error) {
    // Somebody has just added it to the total.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") onBad(file, error as Error);
    return [];
  }
}
