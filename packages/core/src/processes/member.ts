import { renameSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { Server } from "node:net";
import type { GatherError } from "../exposition/gather.js";
import type { RegistryLike } from "../registry-like.js";
import { type FoldOptions, foldEnded, type OnBadSnapshot } from "./fold-ended.js";
import type { Self } from "./group.js";
import { answerMembers } from "./member-socket.js";
import { OwnSnapshot } from "./own-snapshot.js";
import type { MemberFile, SharedFolder } from "./shared-folder.js";
import { writeSnapshot } from "./snapshot.js";

/** Milliseconds between two looks at what has changed: what a SIGKILL can cost. */
const INTERVAL = 1000;
/** Milliseconds that a member waits, at its beginning, for a place of its own. */
const PATIENCE = 700;

export interface MemberOptions extends FoldOptions {
  readonly self: Self;
  /** True when the group begins anew unless one of it is alive. */
  readonly isFirstStart: boolean;
  /** What was left out of a snapshot that another member asked for. */
  readonly onErrors: (errors: readonly GatherError[]) => void;
  /** The snapshot cannot be written. */
  readonly onWriteFailed: (error: Error) => void;
}

/** This process in the eyes of its group: it writes down what it has counted, each second and when asked. */
export class Member {
  readonly id: string;
  readonly snapshot: OwnSnapshot;
  readonly folder: SharedFolder;
  readonly onBadSnapshot: OnBadSnapshot;
  readonly #options: MemberOptions;
  #slot = "0";
  #server: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #checksum: number | undefined;
  #working: Promise<unknown> = Promise.resolve();
  #asked: Promise<readonly GatherError[]> | undefined;
  #written: readonly string[] = [];
  #isFolding = false;
  #isClosed = false;

  constructor(folder: SharedFolder, registries: readonly RegistryLike[], options: MemberOptions) {
    const { pid, start, thread } = options.self;
    this.id = `${pid}.${start}.${thread}`;
    this.folder = folder;
    this.onBadSnapshot = options.onBadSnapshot;
    this.snapshot = new OwnSnapshot(registries);
    this.#options = options;
    writeAtExit(this);
  }

  /** What was written last: to show anything newer could be to take it back after a SIGKILL. */
  get written(): readonly string[] {
    return this.#written;
  }

  /** The number that this member has in labels. */
  get slot(): string {
    return this.#slot;
  }

  /** Takes a place among the members; rejects when others could not find it. */
  async join(): Promise<void> {
    this.#server = await answerMembers(this.folder.socket(this.id), async () => {
      const errors = await this.write();
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

  /** Writes all that there is to know now. Calls that overlap share what begins after them. */
  write(): Promise<readonly GatherError[]> {
    this.#asked ??= this.#queue(async () => {
      this.#asked = undefined;
      const errors = await this.snapshot.readAll();
      await this.#save();
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
      await this.snapshot.readCheap();
      await this.#save();
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
      await this.folder.replaceTotal(this.id, { folded: [], lines: [] });
    }
    const taken = new Set(others.map(({ slot }) => slot));
    let slot = 0;
    while (taken.has(String(slot))) slot += 1;
    this.#slot = String(slot);
  }

  get #file(): string {
    return this.folder.file(`${this.#slot}.${this.id}.snap`);
  }

  async #save(): Promise<void> {
    const { lines } = this.snapshot;
    const { text, checksum } = writeSnapshot({ folded: [], lines });
    if (checksum === this.#checksum) return;
    try {
      const draft = this.folder.file(`${this.id}.tmp`);
      await writeFile(draft, text, { mode: 0o600 });
      // At once: at the end of the process no rename of an older one may be on its way.
      renameSync(draft, this.#file);
      this.#checksum = checksum;
    } finally {
      this.#written = lines;
    }
  }

  /** At once, at the end of the process or thread. */
  writeLast(): void {
    try {
      this.snapshot.readNow();
      const { text } = writeSnapshot({ folded: [], lines: this.snapshot.lines });
      const draft = this.folder.file(`${this.id}.last.tmp`);
      writeFileSync(draft, text, { mode: 0o600 });
      renameSync(draft, this.#file);
      rmSync(this.folder.socket(this.id), { force: true });
    } catch {
      // The last written one stands.
    }
  }
}

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
