import type { GatherError, Gathered } from "../exposition/gather.js";
import { filterFamily } from "../exposition/name-filter.js";
import type { MetricFamily } from "../metric-family.js";
import { addLines, readMember, readTotal } from "./fold-ended.js";
import type { Member } from "./member.js";
import { askMember } from "./member-socket.js";
import { ProcessMerge } from "./merge-processes.js";
import type { ProcessMetricsMode } from "./process-families.js";
import type { MemberFile } from "./shared-folder.js";

/** Milliseconds that a scrape waits for the other processes. */
const PATIENCE = 1000;

/** The families of the whole group, with those of `names` only when there are some. */
export async function gatherGroup(
  member: Member,
  names: readonly string[],
  mode: ProcessMetricsMode,
): Promise<Gathered> {
  const { folder } = member;
  const isOther = ({ id }: MemberFile) => id !== member.id;
  const others = folder.members().filter((one) => isOther(one) && folder.isLiving(one));
  // All write down what they have before anything of it is shown: so it cannot be
  // lost any more, and no later scrape, whoever answers it, shows less.
  const [errors, ...answers] = await Promise.all([
    member.write().catch((error: Error): GatherError[] => [{ metric: "snapshot", error }]),
    ...others.map(({ id }) => askMember(folder.socket(id), PATIENCE)),
  ]);
  const merge = new ProcessMerge(mode);
  const living = await addMembers(member, merge);
  const workers = workerFamilies(living, answers.filter((answer) => answer === "missing").length);
  const families = [...merge.families(), ...workers];
  return { families: select(families, names), errors: [...errors, ...merge.errors] };
}

/** Adds everyone's snapshot to `merge`, the same order whoever does it; returns how many are alive. */
async function addMembers(member: Member, merge: ProcessMerge): Promise<number> {
  const { folder, onBadSnapshot: onBad } = member;
  const read: { one: MemberFile; live: boolean; lines: readonly string[] }[] = [];
  for (const one of folder.members()) {
    const isSelf = one.id === member.id;
    const lines = isSelf ? member.written : await readMember(folder, one.file, onBad);
    read.push({ one, lines, live: isSelf || folder.isLiving(one) });
  }
  // After the members: who has been added to it meanwhile, it names.
  const total = await readTotal(folder, onBad);
  const isFolded = new Set(total.folded);
  await addLines(merge, total.lines, undefined, false);
  const counted = read.filter(({ one }) => !isFolded.has(one.id));
  // Those who have ended come first: who has their number now takes their place.
  for (const { one, live, lines } of counted.sort((a, b) => Number(a.live) - Number(b.live))) {
    await addLines(merge, lines, one.slot, live);
  }
  return counted.filter(({ live }) => live).length;
}

function workerFamilies(living: number, missing: number): MetricFamily[] {
  const gauge = (name: string, help: string, value: number): MetricFamily => {
    return { name, help, type: "gauge", series: [{ labels: {}, value }] };
  };
  return [
    gauge("routemetrics_workers", "Processes and threads that this answer speaks for.", living),
    gauge(
      "routemetrics_workers_missing",
      "Workers that did not answer in time: the last values known of them are used.",
      missing,
    ),
  ];
}

function select(families: MetricFamily[], names: readonly string[]): MetricFamily[] {
  if (names.length === 0) return families;
  const wanted = new Set(names);
  return families.flatMap((family) => filterFamily(family, wanted) ?? []);
}
