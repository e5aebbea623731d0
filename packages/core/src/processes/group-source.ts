import type { Collected } from "../exposition/collect.js";
import type { GatherError } from "../exposition/gather.js";
import { filterFamily } from "../exposition/name-filter.js";
import type { MetricFamily } from "../metric-family.js";
import { Slices } from "../slices.js";
import { LOST } from "./fold-ended.js";
import { GroupState, type Report } from "./group-state.js";
import type { Member } from "./member.js";
import { type Answer, askMember } from "./member-socket.js";
import type { ProcessMetricsMode } from "./process-families.js";
import { type MemberFile, StrangerError } from "./shared-folder.js";
import { foldedIn } from "./total.js";

/** Milliseconds that a scrape waits for the other processes. */
const PATIENCE = 1000;
/** Milliseconds after which what nobody asks for is dropped. */
const LIFETIME = 10 * 60 * 1000;

type Answers = ReadonlyMap<string, Answer>;

/** The families of a whole group. */
export class GroupSource {
  readonly #member: Member;
  readonly #mode: ProcessMetricsMode;
  #state: GroupState;
  #updating: Promise<unknown> = Promise.resolve();
  #forgetting: NodeJS.Timeout | undefined;

  constructor(member: Member, mode: ProcessMetricsMode) {
    this.#member = member;
    this.#mode = mode;
    this.#state = new GroupState(mode);
  }

  /** All families, or those of `names` when there are some. */
  async collect(names: readonly string[]): Promise<Collected> {
    const member = this.#member;
    const { folder } = member;
    await member.stay();
    const isOther = ({ id }: MemberFile) => id !== member.id;
    const others = folder.members().filter((one) => isOther(one) && folder.isLiving(one));
    // All write down what they have before anything of it is shown: so it cannot be
    // lost any more, and no later scrape, whoever answers it, shows less.
    const answers = new Map<string, Answer>();
    const asking = others.map(async ({ id }) => {
      answers.set(id, await askMember(folder.socket(id), "write", PATIENCE));
    });
    // To find and ask them took a while, and this process has to write too.
    await new Slices().turn();
    for (const one of folder.strangers()) {
      member.onBadSnapshot(one.file, new StrangerError(one));
    }
    const writing = member.write();
    const [errors] = await Promise.all([
      writing.catch((error: Error): GatherError[] => [{ metric: "snapshot", error }]),
      ...asking,
    ]);
    // One after the other: each goes on where the last one has stopped.
    const update = this.#updating.then(() => this.#update(answers));
    this.#updating = update.catch(() => {});
    const { merge, living } = await update;
    const missing = [...answers.values()].filter((answer) => answer === "missing").length;
    const families = [...merge.live(), ...workerFamilies(living, missing)];
    const wanted = new Set(names);
    const selected =
      wanted.size === 0 ? families : families.flatMap((one) => filterFamily(one, wanted) ?? []);
    return { families: selected, errors: [...errors, ...merge.errors] };
  }

  /** Drops what is kept for the next scrape. */
  forget(): void {
    clearTimeout(this.#forgetting);
    this.#forgetting = undefined;
    this.#state = new GroupState(this.#mode);
  }

  async #update(answers: Answers): Promise<{ merge: GroupState["merge"]; living: number }> {
    this.#forgetting ??= setTimeout(() => this.forget(), LIFETIME).unref();
    this.#forgetting.refresh();
    if (!(await this.#goOn(answers))) await this.#beginAnew(answers);
    const { merge, reports } = this.#state;
    merge.settle();
    return { merge, living: [...reports].filter(({ live }) => live).length };
  }

  /** False when somebody has ended since the last time. */
  async #goOn(answers: Answers): Promise<boolean> {
    const { folder, onBadSnapshot } = this.#member;
    const state = this.#state;
    if (!state.take(folder.members(), this.#isLive)) return false;
    for (const report of state.reports) {
      if (!(await this.#read(report, answers.get(report.one.id)))) return false;
    }
    const isSame = await folder.total.read((path) => state.total.isAsRead(path));
    if (isSame === undefined) onBadSnapshot("total", LOST.damage);
    return isSame === true;
  }

  async #beginAnew(answers: Answers): Promise<void> {
    const { folder, onBadSnapshot } = this.#member;
    const state = new GroupState(this.#mode);
    state.take(folder.members(), this.#isLive);
    for (const report of state.reports) {
      const isThere = await this.#read(report, answers.get(report.one.id));
      if (!isThere) await report.file.replace();
    }
    // After the members: who has been added to it meanwhile, it names.
    const isThere = await folder.total.read(async (path) => {
      await state.total.update(path, false);
      return true;
    });
    const { damage } = isThere ? state.total : LOST;
    if (damage !== undefined) onBadSnapshot("total", damage);
    await state.leaveOut(foldedIn(state.totalLog.facts));
    this.#state = state;
  }

  readonly #isLive = (one: MemberFile): boolean =>
    one.id === this.#member.id || this.#member.folder.isLiving(one);

  /** Reads what a member has written, which writes it anew when it is damaged; false: it is in the total. */
  async #read(report: Report, answer: Answer | undefined): Promise<boolean> {
    const member = this.#member;
    const { one, file, log } = report;
    const isSelf = one.id === member.id;
    const isSound = isSelf || answer === "written";
    if (!(await this.#readLog(report, isSound))) return false;
    if (file.damage === undefined) {
      if (!isSelf && isSound && log.shift !== 0) member.onForeignClock(one.file, -log.shift);
      return true;
    }
    member.onBadSnapshot(one.file, file.damage);
    if (!isSound) return true;
    if (isSelf) await member.write(true).catch(() => {});
    else await askMember(member.folder.socket(one.id), "rewrite", PATIENCE);
    return this.#readLog(report, isSound);
  }

  async #readLog({ one, file }: Report, isSound: boolean): Promise<boolean> {
    const member = this.#member;
    const unwritten = one.id === member.id ? await member.unwritten() : undefined;
    if (unwritten !== undefined) {
      await file.replace(unwritten);
      return true;
    }
    try {
      await file.update(member.folder.file(one.file), isSound);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return false;
    }
  }
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
