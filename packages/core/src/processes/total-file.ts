import { lstatSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FORMAT } from "./log-format.js";
import { emptyTotal } from "./total.js";

/**
 * With the id of whoever holds it at its end nobody else may replace it. Each version of this
 * library that writes differently has its own.
 */
const NAME = `total-${FORMAT}`;
const PRIVATE = { mode: 0o600 } as const;

/** Makes the file in a new folder. */
export function beginTotal(path: string): void {
  writeFileSync(join(path, NAME), emptyTotal(), PRIVATE);
}

/** The file of what ended members have left. */
export class TotalFile {
  readonly #path: string;
  readonly #isLiving: (id: string) => boolean;

  constructor(path: string, isLiving: (id: string) => boolean) {
    this.#path = path;
    this.#isLiving = isLiving;
  }

  get isThere(): boolean {
    return this.#name() !== undefined;
  }

  /** Reads it, whoever holds it; undefined: it is lost, and a new one begins. */
  async read<T>(reading: (path: string) => Promise<T>): Promise<T | undefined> {
    for (let misses = 0; misses < 100; ) {
      const name = this.#name();
      try {
        if (name !== undefined) return await reading(this.#file(name));
        misses += 1;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    beginTotal(this.#path);
    return undefined;
  }

  /**
   * Runs `work` while nobody else changes the total, unless it stays in the hands
   * of somebody else for the given milliseconds.
   *
   * To hold it is to have renamed it: of many who try one succeeds, and what a
   * holder leaves who dies can be taken by one other in the same way.
   */
  async hold(id: string, limit: number, work: () => Promise<void>): Promise<void> {
    const mine = `${NAME}.${id}`;
    for (const end = performance.now() + limit; !this.#take(mine); ) {
      if (performance.now() > end) return;
      await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 10));
    }
    try {
      await work();
    } finally {
      renameSync(this.#file(mine), this.#file(NAME));
    }
  }

  #take(mine: string): boolean {
    if (this.#rename(NAME, mine)) return true;
    const held = this.#held();
    if (held === undefined || held === mine) return held === mine;
    return !this.#isLiving(held.slice(NAME.length + 1)) && this.#rename(held, mine);
  }

  /** Replaces what `id` holds. */
  async replace(id: string, total: Buffer): Promise<void> {
    const draft = this.#file(`${id}.total.tmp`);
    await writeFile(draft, total, PRIVATE);
    renameSync(draft, this.#file(`${NAME}.${id}`));
  }

  #held(): string | undefined {
    return readdirSync(this.#path).find((name) => name.startsWith(`${NAME}.`));
  }

  #name(): string | undefined {
    return [NAME, this.#held()].find((one) => one !== undefined && this.#isFile(one));
  }

  /** False for a folder, link or pipe of that name too, which none of the group has made: it goes. */
  #isFile(name: string): boolean {
    const path = this.#file(name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.isFile()) return stats !== undefined;
    rmSync(path, { recursive: true, force: true });
    return false;
  }

  #file(name: string): string {
    return join(this.#path, name);
  }

  #rename(from: string, to: string): boolean {
    try {
      renameSync(this.#file(from), this.#file(to));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
  }
}
