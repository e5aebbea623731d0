import { rmSync } from "node:fs";
import type { Server } from "node:net";
import type { GatherError } from "../exposition/gather.js";
import type { RegistryLike } from "../registry-like.js";
import { type FoldOptions, foldEnded, type OnBadSnapshot } from "./fold-ended.js";
import type { Self } from "./group.js";
import { type LastWork, Leadership } from "./leadership.js";
import { answerMembers } from "./member-socket.js";
import { OwnLog } from "./own-log.js";
import { isNewRun, type Pm2Start, recordStart } from "./pm2-start.js";
import type { SharedFolder } from "./shared-folder.js";
import { emptyTotal } from "./total.js";

/** Milliseconds between two looks at what has changed: what a SIGKILL can cost. */
const INTERVAL = 1000;
/** Milliseconds that a member waits, at its beginning, for a place of its own. */
const PATIENCE = 700;
/** Nothing that runs for longer looks forgotten. */
const TICKS_PER_TOUCH = 3600;

export interface MemberOptions extends FoldOptions {
  readonly self: Self;
  /** Set under PM2: the group begins anew with a new run, unless one of it is alive. */
  readonly pm2: Pm2Start | undefined;
  /** Makes the folder of the group again. */
  readonly openGroup: () => void;
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
  readonly leadership: Leadership;
  readonly #options: MemberOptions;
  readonly #log: OwnLog;
  #server: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<unknown> = Promise.resolve();
  #asked: Promise<readonly GatherError[]> | undefined;
  #returning: Promise<void> | undefined;
  #ticks = 0;
  #isFolding = false;
  #folding: Promise<void> = Promise.resolve();
  #isNew = true;
  #isClosed = false;

  constructor(folder: SharedFolder, registries: readonly RegistryLike[], options: MemberOptions) {
    const { pid, start, thread } = options.self;
    this.id = `${pid}.${start}.${thread}`;
    this.folder = folder;
    this.onBadSnapshot = options.onBadSnapshot;
    this.onForeignClock = options.onForeignClock;
    this.leadership = new Leadership(folder, this.id);
    this.#log = new OwnLog(folder, this.id, registries, options.onBadSnapshot);
    this.#options = options;
    writeAtExit(this);
  }

  /** What this member cannot write down: everything it has counted. Undefined: it has written it. */
  unwritten(): Promise<Buffer | undefined> {
    return this.#queue(() => this.#log.unwritten());
  }

  /** Takes a place among the members; rejects when others could not find it. */
  async join(): Promise<void> {
    await this.#takePlace();
    await this.write();
    this.#isNew = false;
    if (this.#isClosed) return;
    this.#timer = setInterval(() => this.#tick(), INTERVAL).unref();
  }

  /** Takes its place again when somebody has removed the folder, though others may have made it anew. */
  stay(): Promise<void> {
    const isIn = this.folder.isThere && this.folder.isTakingPart(this);
    if (isIn || this.#isClosed) return Promise.resolve();
    this.#returning ??= this.#return().finally(() => {
      this.#returning = undefined;
    });
    return this.#returning;
  }

  async #return(): Promise<void> {
    this.#options.openGroup();
    this.folder.create();
    await this.#stopListening();
    this.#log.distrust();
    await this.#takePlace();
  }

  async #takePlace(): Promise<void> {
    await this.#listen();
    // First, that the numbers of those who have ended are free.
    await this.#fold(PATIENCE);
    const { pm2 } = this.#options;
    if (pm2) recordStart(this.folder.path, pm2);
    this.folder.slots.takeLowest(this.id);
    this.leadership.takePlace();
  }

  async #listen(): Promise<void> {
    this.#server = await answerMembers(this.folder.socket(this.id), async (everything) => {
      const errors = await this.write(everything);
      if (errors.length > 0) this.#options.onErrors(errors);
    });
  }

  #stopListening(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#server === undefined) resolve();
      else this.#server.close(() => resolve());
    });
  }

  /**
   * Writes down what has changed, or everything. Calls that overlap share what
   * begins after them.
   */
  write(everything = false): Promise<readonly GatherError[]> {
    if (everything) this.#log.distrust();
    this.#asked ??= this.#queue(() => {
      this.#asked = undefined;
      return this.#log.write(true);
    });
    return this.#asked;
  }

  /** Leaves a last snapshot and stops; what is counted afterwards is written when the process ends. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.write().catch(this.#options.onWriteFailed);
    await this.#stopListening();
  }

  /** It found no place: nothing of it stays. */
  async abandon(): Promise<void> {
    this.#isClosed = true;
    writtenAtExit.delete(this.folder.path);
    await this.#stopListening();
  }

  /**
   * Ends its part in what one member does for all. Before, the leader does its last turn, so that
   * the next one goes on where it has stopped; who is the last of all does it whoever has led.
   */
  async handOver(work: LastWork): Promise<void> {
    const { leadership } = this;
    if (leadership.hasSuccessor && leadership.isOwn()) await work(false);
    try {
      await this.stay();
      // The last of all has to find what this one has counted.
      await this.write();
      await leadership.resign();
    } catch (error) {
      this.#options.onWriteFailed(error as Error);
    }
    if (leadership.isOwn()) await work(true);
  }

  /** One after the other: a snapshot must never replace a newer one. */
  #queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#working.then(work);
    this.#working = result.catch(() => {});
    return result;
  }

  #tick(): void {
    this.#ticks += 1;
    this.#queue(async () => {
      await this.stay();
      if (this.#ticks % TICKS_PER_TOUCH === 0) this.folder.touch();
      await this.#log.write(false);
    }).catch(this.#options.onWriteFailed);
    this.#lookForEnded().catch(this.#options.onWriteFailed);
  }

  async #lookForEnded(): Promise<void> {
    const { folder } = this;
    if (this.#isFolding) return;
    if (folder.everyone().every((one) => folder.isLiving(one))) return;
    this.#isFolding = true;
    try {
      await this.#fold(0);
    } finally {
      this.#isFolding = false;
    }
  }

  /** Adds what ended members have left to the total, unless somebody else does it already. */
  #fold(patience: number): Promise<void> {
    const { folder, id } = this;
    const work = async () => {
      await foldEnded(folder, id, this.#options);
      const isBeginning = this.#isNew && folder.everyone().every((one) => one.id === id);
      const { pm2 } = this.#options;
      if (isBeginning && pm2 && isNewRun(folder.path, pm2)) {
        await folder.total.replace(id, emptyTotal());
      }
    };
    // To hold it keeps others from changing it, and not this member.
    const folding = this.#folding.then(() => folder.total.hold(id, patience, work));
    this.#folding = folding.catch(() => {});
    return folding;
  }

  /** At once, at the end of the process or thread. */
  writeLast(): void {
    try {
      this.#log.writeNow();
      rmSync(this.folder.socket(this.id), { force: true });
    } catch {
      // The last written one stands.
    }
  }
}

/** By folder: who begins again in the same place is the same. */
const writtenAtExit = new Map<string, Member>();
let isWatchingExit = false;

function writeAtExit(member: Member): void {
  if (!isWatchingExit) {
    isWatchingExit = true;
    process.on("exit", () => {
      for (const one of writtenAtExit.values()) one.writeLast();
    });
  }
  writtenAtExit.set(member.folder.path, member);
}
