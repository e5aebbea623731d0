import { LogFile } from "./log-file.js";
import { ProcessMerge } from "./merge-processes.js";
import { MergedLog } from "./merged-log.js";
import type { ProcessMetricsMode } from "./process-families.js";
import type { MemberFile } from "./shared-folder.js";

/** A member, and what of its log is in the merge. */
export class Report {
  readonly one: MemberFile;
  readonly live: boolean;
  readonly log: MergedLog;
  readonly file: LogFile;

  constructor(merge: ProcessMerge, one: MemberFile, live: boolean, rank: number) {
    this.one = one;
    this.live = live;
    this.log = new MergedLog(merge, { worker: one.slot, live, rank });
    this.file = new LogFile(this.log);
  }
}

/**
 * What a member knows of its group, kept from scrape to scrape.
 *
 * Answers are rendered from it while it is brought up to date: as long as the same
 * members go on counting, what was read of one and not yet of another is a state that
 * could have been. When one has ended that is not so: another state begins.
 */
export class GroupState {
  readonly merge: ProcessMerge;
  readonly total: LogFile;
  readonly totalLog: MergedLog;
  readonly #reports = new Map<string, Report>();

  constructor(mode: ProcessMetricsMode) {
    this.merge = new ProcessMerge(mode);
    this.totalLog = new MergedLog(this.merge, { worker: undefined, live: false, rank: 0 });
    this.total = new LogFile(this.totalLog);
  }

  get reports(): Iterable<Report> {
    return this.#reports.values();
  }

  /** Takes in members; false when they are not those of this state and newer ones. */
  take(members: readonly MemberFile[], isLive: (one: MemberFile) => boolean): boolean {
    if (this.merge.errors.length > 0) return false;
    const known = [...this.#reports.values()];
    // Those who have ended come first: who has their number now takes their place.
    const sorted = members
      .map((one) => ({ one, live: isLive(one) }))
      .sort((a, b) => Number(a.live) - Number(b.live));
    const isContinued = known.every(({ one, live }, index) => {
      const now = sorted[index];
      return now?.one.id === one.id && now.one.slot === one.slot && now.live === live;
    });
    if (!isContinued) return false;
    for (const { one, live } of sorted.slice(known.length)) {
      this.#reports.set(one.id, new Report(this.merge, one, live, this.#reports.size + 1));
    }
    return true;
  }

  /** Those whom the total contains count there. */
  async leaveOut(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#reports.get(id)?.file.replace();
      this.#reports.delete(id);
    }
  }
}
