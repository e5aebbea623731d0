import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileTime } from "./file-time.js";
import { isRunning, type ProcessIdentity } from "./identity.js";
import { FORMAT, ofAnotherVersion } from "./log-format.js";
import { fileNamesIn, namesIn } from "./names-in.js";
import { Numbers } from "./numbers.js";
import { beginTotal, TotalFile } from "./total-file.js";

/** A process or thread of the group, as the names of its files tell it. */
export interface MemberFile extends ProcessIdentity {
  readonly thread: number;
  /** `pid.start.thread`: never used twice. */
  readonly id: string;
  /** A small number that one living member has, and another one after its end. */
  readonly slot: string;
  /** Name of its snapshot. */
  readonly file: string;
  /** Of its snapshot: another version of this library may have another one. */
  readonly format: number;
}

/** Why a stranger's snapshot is left out. */
export class StrangerError extends Error {
  constructor({ format }: MemberFile) {
    super(ofAnotherVersion(format));
  }
}

/** Also what somebody else has put there under such a name. */
const REMOVE = { recursive: true, force: true } as const;

const ID = /^(\d+)\.(\d+)\.(\d+)$/;
const SNAPSHOT = /^(\d+\.\d+\.\d+)\.(\d+)\.snap$/;
const STRAY = /^(\d+\.\d+\.\d+)\.(?:sock|tmp|total\.tmp|tmp\.last)$/;

/** The files of a group of processes that expose the same registries. */
export class SharedFolder {
  readonly path: string;
  readonly total: TotalFile;
  /** Small numbers, which new members take over from those who have ended. */
  readonly slots: Numbers;
  /** Who has left to others what one does for all: the higher the number, the later. */
  readonly resigned: Numbers;

  constructor(groupFolder: string, name: string) {
    this.path = join(groupFolder, name);
    this.slots = new Numbers(this.path, "slot");
    this.resigned = new Numbers(this.path, "resigned");
    this.total = new TotalFile(this.path, (id) => this.isLiving({ id }));
    this.create();
  }

  /** Makes the folder unless it is there. */
  create(): void {
    // It appears together with its total: there is never a moment for two totals to begin.
    const draft = mkdtempSync(join(dirname(this.path), "new-"));
    beginTotal(draft);
    try {
      renameSync(draft, this.path);
    } catch {
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(this.path, { mode: 0o700, recursive: true });
      // Another version of this library has made it.
      if (this.members().length === 0 && !this.total.isThere) beginTotal(this.path);
    }
  }

  /** False when somebody has removed it. */
  get isThere(): boolean {
    return existsSync(this.path);
  }

  /** Shows those who tidy up temporary folders that its files are in use. */
  touch(): void {
    const now = fileTime(this.path) / 1000;
    for (const name of namesIn(this.path)) {
      // Some may go meanwhile.
      if (this.#has(name)) utimesSync(this.file(name), now, now);
    }
  }

  file(name: string): string {
    return join(this.path, name);
  }

  socket(id: string): string {
    const path = this.file(`${id}.sock`);
    return process.platform === "win32" ? `\\\\.\\pipe\\${path.replaceAll("\\", "-")}` : path;
  }

  /** The name of a member's snapshot. */
  snapshot(id: string): string {
    return `${id}.${FORMAT}.snap`;
  }

  /** All who have left a snapshot that can be read and are not in the total, oldest first. */
  members(): MemberFile[] {
    return this.everyone().filter(({ format }) => format === FORMAT);
  }

  /** Members of another version of this library, which have a total of their own. */
  strangers(): MemberFile[] {
    return this.everyone().filter(({ format }) => format !== FORMAT);
  }

  everyone(): MemberFile[] {
    const names = fileNamesIn(this.path);
    const slots = new Map(this.slots.among(names).map(({ number, id }) => [id, number]));
    return names
      .flatMap((file): MemberFile[] => {
        const [, id, format] = SNAPSHOT.exec(file) ?? [];
        if (id === undefined) return [];
        const parts = partsOf(id);
        const slot = String(slots.get(id) ?? parts.pid);
        return [{ ...parts, id, file, format: Number(format), slot }];
      })
      .sort((a, b) => a.start - b.start || a.pid - b.pid || a.thread - b.thread);
  }

  /**
   * A thread shows by its socket that it is there: it is gone as soon as the thread
   * is, killed or not. A process shows it by itself.
   */
  isLiving({ id }: Pick<MemberFile, "id">): boolean {
    const { thread, ...identity } = partsOf(id);
    if (!isRunning(identity)) return false;
    return thread === 0 || this.isTakingPart({ id });
  }

  /** False for a process that goes on but has left its group. */
  isTakingPart({ id }: Pick<MemberFile, "id">): boolean {
    return process.platform === "win32" || this.#has(`${id}.sock`);
  }

  /** Removes everything that a member has left. */
  removeMember(id: string): void {
    for (const name of namesIn(this.path)) {
      if (name.startsWith(`${id}.`)) rmSync(this.file(name), REMOVE);
    }
  }

  /** Removes what is left of those who have ended and have no snapshot. The caller holds the total. */
  removeStrays(): void {
    const strays = namesIn(this.path).flatMap((name) => {
      const [, id] = STRAY.exec(name) ?? [];
      return id === undefined ? [] : [{ name, id, isOver: !this.isLiving({ id }) }];
    });
    const numbered = [this.slots, this.resigned].flatMap((numbers) =>
      numbers.all().map((one) => ({
        ...one,
        isOver: one.id === "" ? numbers.isAbandoned(one) : !this.isLiving(one),
      })),
    );
    // Looked at last: who has ended leaves no snapshot any more.
    const left = new Set(this.everyone().map(({ id }) => id));
    for (const { name, id, isOver } of [...strays, ...numbered]) {
      if (isOver && !left.has(id)) rmSync(this.file(name), REMOVE);
    }
  }

  #has(name: string): boolean {
    return existsSync(this.file(name));
  }
}

function partsOf(id: string): ProcessIdentity & Pick<MemberFile, "thread"> {
  const [, pid, start, thread] = ID.exec(id) ?? [];
  return { pid: Number(pid), start: Number(start), thread: Number(thread) };
}
