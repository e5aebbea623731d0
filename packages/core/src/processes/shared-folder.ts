import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isRunning, type ProcessIdentity } from "./identity.js";
import { emptyTotal } from "./total.js";

/** A process or thread of the group, as the name of its files tells it. */
export interface MemberFile extends ProcessIdentity {
  readonly thread: number;
  /** `pid.start.thread`: never used twice. */
  readonly id: string;
  /** A small number that one living member has, and another one after its end. */
  readonly slot: string;
  /** Name of its snapshot. */
  readonly file: string;
}

const PRIVATE = { mode: 0o600 } as const;
const SNAPSHOT = /^(?<id>(?<pid>\d+)\.(?<start>\d+)\.(?<thread>\d+))\.snap$/;
const SLOT = /^(\d+)\.slot$/;
const ID = /^(\d+)\.(\d+)\.(\d+)$/;
const STRAY = /^(\d+\.\d+\.\d+)\.(?:sock|tmp|total\.tmp|tmp\.last)$/;
/** Milliseconds after which the file of a slot has to say whose it is. */
const SLOT_PATIENCE = 10_000;
/** The file of the total; with the id of whoever holds it at its end, nobody else may replace it. */
const TOTAL = "total";

/** The files of a group of processes that expose the same registries. */
export class SharedFolder {
  readonly path: string;

  constructor(groupFolder: string, name: string) {
    this.path = join(groupFolder, name);
    this.create();
  }

  /** Makes the folder unless it is there. */
  create(): void {
    // It appears together with its total: there is never a moment for two totals to begin.
    const draft = mkdtempSync(join(dirname(this.path), "new-"));
    writeFileSync(join(draft, TOTAL), emptyTotal(), PRIVATE);
    try {
      renameSync(draft, this.path);
    } catch {
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(this.path, { mode: 0o700, recursive: true });
    }
  }

  /** False when somebody has removed it. */
  get isThere(): boolean {
    return existsSync(this.path);
  }

  /** Shows those who tidy up temporary folders that its files are in use. */
  touch(): void {
    const now = new Date();
    for (const name of readdirSync(this.path)) {
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

  /** All who have left a snapshot and are not in the total, oldest first. */
  members(): MemberFile[] {
    const names = readdirSync(this.path);
    const slots = new Map(this.#slots(names).map(({ slot, id }) => [id, slot]));
    return names
      .flatMap((file): MemberFile[] => {
        const groups = SNAPSHOT.exec(file)?.groups;
        if (groups === undefined) return [];
        const { id = "", pid = "" } = groups;
        const numbers = { pid: Number(pid), start: Number(groups.start) };
        return [
          { ...numbers, thread: Number(groups.thread), id, file, slot: slots.get(id) ?? pid },
        ];
      })
      .sort((a, b) => a.start - b.start || a.pid - b.pid || a.thread - b.thread);
  }

  /**
   * A thread shows by its socket that it is there: it is gone as soon as the thread
   * is, killed or not. A process shows it by itself.
   */
  isLiving({ pid, start, thread, id }: Omit<MemberFile, "slot" | "file">): boolean {
    if (!isRunning({ pid, start })) return false;
    return thread === 0 || this.isTakingPart({ id });
  }

  /** False for a process that goes on but has left its group. */
  isTakingPart({ id }: Pick<MemberFile, "id">): boolean {
    return process.platform === "win32" || this.#has(`${id}.sock`);
  }

  /** The total, whoever holds it; undefined: it is lost, and a new one begins. */
  async readTotal(): Promise<Buffer | undefined> {
    for (let misses = 0; misses < 100; ) {
      const name = this.#has(TOTAL) ? TOTAL : this.#heldTotal();
      try {
        if (name !== undefined) return await readFile(this.file(name));
        misses += 1;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    writeFileSync(this.file(TOTAL), emptyTotal(), PRIVATE);
    return undefined;
  }

  /**
   * Runs `work` while nobody else changes the total; false when it stays in the
   * hands of somebody else for the given milliseconds.
   *
   * To hold it is to have renamed it: of many who try one succeeds, and what a
   * holder leaves who dies can be taken by one other in the same way.
   */
  async holdTotal(id: string, limit: number, work: () => Promise<void>): Promise<boolean> {
    const mine = `${TOTAL}.${id}`;
    for (const end = performance.now() + limit; !this.#take(mine); ) {
      if (performance.now() > end) return false;
      await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 10));
    }
    try {
      await work();
    } finally {
      renameSync(this.file(mine), this.file(TOTAL));
    }
    return true;
  }

  #take(mine: string): boolean {
    if (this.#rename(TOTAL, mine)) return true;
    const held = this.#heldTotal();
    if (held === undefined || held === mine) return held === mine;
    const [, pid, start, thread] = held.split(".") as [string, string, string, string];
    const holder = { pid: Number(pid), start: Number(start), thread: Number(thread) };
    if (this.isLiving({ ...holder, id: `${pid}.${start}.${thread}` })) return false;
    return this.#rename(held, mine);
  }

  /** Replaces the total that `id` holds. */
  async replaceTotal(id: string, total: Buffer): Promise<void> {
    const draft = this.file(`${id}.total.tmp`);
    await writeFile(draft, total, PRIVATE);
    renameSync(draft, this.file(`${TOTAL}.${id}`));
  }

  /** Gives a member the lowest number that nobody has: of many who try one makes its file. */
  takeSlot(id: string): void {
    for (let slot = 0; ; slot++) {
      try {
        writeFileSync(this.file(`${slot}.slot`), id, { ...PRIVATE, flag: "wx" });
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  #slots(names: readonly string[]): { name: string; slot: string; id: string }[] {
    return names.flatMap((name) => {
      const [, slot] = SLOT.exec(name) ?? [];
      return slot === undefined ? [] : [{ name, slot, id: this.#textOf(name) }];
    });
  }

  #textOf(name: string): string {
    try {
      return readFileSync(this.file(name), "latin1");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw error;
    }
  }

  /** Removes everything that a member has left. */
  removeMember(id: string): void {
    const isOf = new RegExp(`^(\\d+\\.)?${id.replaceAll(".", "\\.")}\\.`);
    for (const name of readdirSync(this.path)) {
      if (isOf.test(name)) rmSync(this.file(name), { force: true });
    }
  }

  /** Removes what is left of those who have ended and have no snapshot. The caller holds the total. */
  removeStrays(): void {
    const names = readdirSync(this.path);
    const strays = names.map((name) => ({ name, id: STRAY.exec(name)?.[1] }));
    for (const { name, id } of [...strays, ...this.#slots(names)]) {
      const isOver = id === "" ? this.#isOld(name) : id !== undefined && this.#isOver(id);
      if (isOver) rmSync(this.file(name), { force: true });
    }
  }

  #isOver(id: string): boolean {
    const [, pid, start, thread] = ID.exec(id) ?? [];
    const one = { id, pid: Number(pid), start: Number(start), thread: Number(thread) };
    return !this.#has(`${id}.snap`) && !this.isLiving(one);
  }

  #isOld(name: string): boolean {
    const stats = statSync(this.file(name), { throwIfNoEntry: false });
    return stats !== undefined && stats.mtimeMs < Date.now() - SLOT_PATIENCE;
  }

  #heldTotal(): string | undefined {
    return readdirSync(this.path).find((name) => name.startsWith(`${TOTAL}.`));
  }

  #has(name: string): boolean {
    return existsSync(this.file(name));
  }

  #rename(from: string, to: string): boolean {
    try {
      renameSync(this.file(from), this.file(to));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
  }
}
