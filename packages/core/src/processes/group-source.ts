import type { GatherError, Gathered } from "../exposition/gather.js";
import { filterFamily } from "../exposition/name-filter.js";
import type { MetricFamily } from "../metric-family.js";
import { clockShift } from "./clock.js";
import { addLog, readMember, readTotal } from "./fold-ended.js";
import type { Log } from "./log-format.js";
import type { Member } from "./member.js";
import { type Answer, askMember } from "./member-socket.js";
import { ProcessMerge } from "./merge-processes.js";
import type { ProcessMetricsMode } from "./process-families.js";
import type { MemberFile } from "./shared-folder.js";
import { foldedIn } from "./total.js";

/** Milliseconds that a scrape waits for the other processes. */
const PATIENCE = 1000;

/** A member, and what it has written. */
interface Report {
  readonly one: MemberFile;
  readonly log: Log;
  readonly live: boolean;
}

/** The families of the whole group, with those of `names` only when there are some. */
export async function gatherGroup(
  member: Member,
  names: readonly string[],
  mode: ProcessMetricsMode,
): Promise<Gathered> {
  const { folder } = member;
  await member.stay();
  const isOther = ({ id }: MemberFile) => id !== member.id;
  const others = folder.members().filter((one) => isOther(one) && folder.isLiving(one));
  // All write down what they have before anything of it is shown: so it cannot be
  // lost any more, and no later scrape, whoever answers it, shows less.
  const answers = new Map<string, Answer>();
  const [errors] = await Promise.all([
    member.write().catch((error: Error): GatherError[] => [{ metric: "snapshot", error }]),
    ...others.map(async ({ id }) => {
      answers.set(id, await askMember(folder.socket(id), "write", PATIENCE));
    }),
  ]);
  const merge = new ProcessMerge(mode, { names });
  const living = await addMembers(member, merge, answers);
  const missing = [...answers.values()].filter((answer) => answer === "missing").length;
  const families = [...merge.families(), ...workerFamilies(living, missing)];
  return { families: select(families, names), errors: [...errors, ...merge.errors] };
}

/** Adds everyone's snapshot to `merge`, the same order whoever does it; returns how many are alive. */
async function addMembers(
  member: Member,
  merge: ProcessMerge,
  answers: ReadonlyMap<string, Answer>,
): Promise<number> {
  const { folder } = member;
  const reports: Report[] = [];
  for (const one of folder.members()) {
    const log = await readReport(member, one, answers.get(one.id));
    reports.push({ one, log, live: one.id === member.id || folder.isLiving(one) });
  }
  // After the members: who has been added to it meanwhile, it names.
  const total = await readTotal(folder, member.onBadSnapshot);
  const folded = foldedIn(total);
  await addLog(merge, total, { worker: undefined, live: false });
  const counted = reports.filter(({ one }) => !folded.includes(one.id));
  // Those who have ended come first: who has their number now takes their place.
  for (const { one, live, log } of counted.sort((a, b) => Number(a.live) - Number(b.live))) {
    await addLog(merge, log, { worker: one.slot, live });
  }
  return counted.filter(({ live }) => live).length;
}

/** What a member has written; one that can be asked writes a damaged snapshot anew. */
async function readReport(
  member: Member,
  one: MemberFile,
  answer: Answer | undefined,
): Promise<Log> {
  const { folder } = member;
  const isSelf = one.id === member.id;
  const read = () => (isSelf ? member.log() : readMember(folder, one.file));
  const log = await read();
  if (log.damage === undefined) {
    const shift = answer === "written" ? clockShift(log.entries) : 0;
    if (shift !== 0) member.onForeignClock(one.file, -shift);
    return log;
  }
  member.onBadSnapshot(one.file, log.damage);
  if (isSelf) await member.write(true).catch(() => {});
  else if (answer !== "written") return log;
  else await askMember(folder.socket(one.id), "rewrite", PATIENCE);
  return read();
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
