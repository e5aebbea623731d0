import { rmSync } from "node:fs";
import type { Server } from "node:net";
import type { GatherError } from "../exposition/gather.js";
import type { RegistryLike } from "../registry-like.js";
import { Clock } from "./clock.js";
import { type FoldOptions, foldEnded, type OnBadSnapshot, readMember } from "./fold-ended.js";
import type { Self } from "./group.js";
import type { ReadOptions } from "./live-entries.js";
import { collectLog, type Entry, type Log, LogBuffer, readLog } from "./log-format.js";
import { answerMembers } from "./member-socket.js";
import { OwnSnapshot } from "./own-snapshot.js";
import type { MemberFile, SharedFolder } from "./shared-folder.js";
import { SnapshotFile } from "./snapshot-file.js";
import { emptyTotal } from "./total.js";

/** Milliseconds between two looks at what has changed: what a SIGKILL can cost. */
const INTERVAL = 1000;
/** Milliseconds that a member waits, at its beginning, for a place of its own. */
const PATIENCE = 700;

export interface MemberOptions extends FoldOptions {
  readonly self: Self;
  /** True when the group begins anew unless one of it is alive. */
  readonly isFirstStart: boolean;
  /** The clock of a living member is ahead by so many seconds, or behind. */
  readonly onForeignClock: (file: string, seconds: number) => void;
  /** What was left out of a snapshot that another member asked for. */
  readonly onErrors: (errors: readonly GatherError[]) => void;
  /** The snapshot cannot be written. */
  readonly onWriteFailed: (error: Error) => void;
}

/** This process in the eyes of its group: it writes down what it has counted, each second and when asked. */
export class Member {
  readonly id: string;
  readonly folder: SharedFolder;
  readonly onBadSnapshot: OnBadSnapshot;
  readonly onForeignClock: MemberOptions["onForeignClock"];
  readonly #options: MemberOptions;
  readonly #snapshot: OwnSnapshot;
  readonly #clock = new Clock();
  readonly #written: SnapshotFile;
  #slot = "0";
  #server: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<unknown> = Promise.resolve();
  #asked: Promise<readonly GatherError[]> | undefined;
  #isFolding = false;
  #isDamaged = false;
  #isClosed = false;

  constructor(folder: SharedFolder, registries: readonly RegistryLike[], options: MemberOptions) {
    const { pid, start, thread } = options.self;
    this.id = `${pid}.${start}.${thread}`;
    this.folder = folder;
    this.onBadSnapshot = options.onBadSnapshot;
    this.onForeignClock = options.onForeignClock;
    this.#snapshot = new OwnSnapshot(registries);
    this.#written = new SnapshotFile(folder.file(`${this.id}.tmp`));
    this.#options = options;
    writeAtExit(this);
  }

  /**
   * What this member has written down: to show anything newer could be to take it
   * back after a SIGKILL. Where it cannot be written, what there is to know.
   */
  async log(): Promise<Log> {
    if (this.#written.isWhole) return readMember(this.folder, this.#fileName);
    return this.#queue(async () => readLog(await collectLog(true, this.#entries(EVERYTHING))));
  }

  /** The number that this member has in labels. */
  get slot(): string {
    return this.#slot;
  }

  /** Takes a place among the members; rejects when others could not find it. */
  async join(): Promise<void> {
    this.#server = await answerMembers(this.folder.socket(this.id), async (request) => {
      const errors = await this.write(request === "rewrite");
      if (errors.length > 0) this.#options.onErrors(errors);
    });
    const isPlaced = await this.folder.holdTotal(this.id, PATIENCE, async () => {
      await this.#foldEnded();
      await this.#takeSlot();
      await this.write();
    });
    if (!isPlaced) this.#slot = String(this.#options.self.pid);
    if (this.#isClosed) return;
    this.#timer = setInterval(() => this.#tick(), INTERVAL).unref();
  }

  /**
   * Writes down what has changed, or everything. Calls that overlap share what
   * begins after them.
   */
  write(everything = false): Promise<readonly GatherError[]> {
    this.#isDamaged ||= everything;
    this.#asked ??= this.#queue(async () => {
      this.#asked = undefined;
      const errors = await this.#snapshot.read({ functions: true });
      await this.#save({ functions: true });
      return errors;
    });
    return this.#asked;
  }

  /** Leaves a last snapshot and stops; what is counted afterwards is written when the process ends. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.write().catch(this.#options.onWriteFailed);
    await new Promise((resolve) => this.#server?.close(resolve) ?? resolve(undefined));
  }

  /** One after the other: a snapshot must never replace a newer one. */
  #queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#working.then(work);
    this.#working = result.catch(() => {});
    return result;
  }

  #tick(): void {
    this.#queue(async () => {
      await this.#snapshot.read({ functions: false });
      await this.#save({ functions: false });
    }).catch(this.#options.onWriteFailed);
    this.#lookForEnded().catch(this.#options.onWriteFailed);
  }

  async #lookForEnded(): Promise<void> {
    const { folder } = this;
    if (this.#isFolding || folder.members().every((one) => folder.isLiving(one))) return;
    this.#isFolding = true;
    try {
      await folder.holdTotal(this.id, 0, () => this.#foldEnded());
    } finally {
      this.#isFolding = false;
    }
  }

  #foldEnded(): Promise<void> {
    return foldEnded(this.folder, this.id, this.#options);
  }

  async #takeSlot(): Promise<void> {
    const others = this.folder.members().filter(({ id }) => id !== this.id);
    if (others.length === 0 && this.#options.isFirstStart) {
      await this.folder.replaceTotal(this.id, emptyTotal());
    }
    const taken = new Set(others.map(({ slot }) => slot));
    let slot = 0;
    while (taken.has(String(slot))) slot += 1;
    this.#slot = String(slot);
  }

  get #fileName(): string {
    return `${this.#slot}.${this.id}.snap`;
  }

  async #save({ functions }: Pick<ReadOptions, "functions">): Promise<void> {
    const file = this.#written;
    const some = { everything: false, functions };
    const isDue = this.#isDamaged || file.isDue;
    this.#isDamaged = false;
    if (!isDue && (await file.append(await collectLog(false, this.#entries(some))))) return;
    const everything = await collectLog(true, this.#entries(EVERYTHING));
    await file.replace(this.folder.file(this.#fileName), everything);
  }

  *#entries(options: ReadOptions): Generator<Entry | undefined, void> {
    yield* this.#clock.entries(options.everything);
    yield* this.#snapshot.entries(options);
  }

  /** At once, at the end of the process or thread. */
  writeLast(): void {
    try {
      this.#snapshot.readNow();
      const buffer = new LogBuffer(true);
      for (const entry of this.#entries({ everything: true, functions: false })) {
        if (entry !== undefined) buffer.add(entry);
      }
      this.#written.replaceNow(this.folder.file(this.#fileName), buffer.take());
      rmSync(this.folder.socket(this.id), { force: true });
    } catch {
      // The last written one stands.
    }
  }
}

const EVERYTHING: ReadOptions = { everything: true, functions: true };

/** By folder: who begins again in the same place is the same. */
const writtenAtExit = new Map<string, Member>();

function writeAtExit(member: Member): void {
  if (writtenAtExit.size === 0) {
    process.on("exit", () => {
      for (const one of writtenAtExit.values()) one.writeLast();
    });
  }
  writtenAtExit.set(member.folder.path, member);
}

/** The member that all would choose: the one that has lived longest. */
export function oldestMember(folder: SharedFolder): MemberFile | undefined {
  return folder.members().find((one) => folder.isLiving(one) && folder.isTakingPart(one));
}
