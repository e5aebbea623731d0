import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileTime } from "./file-time.js";
import { fileNamesIn } from "./names-in.js";

/** The file that says whose number it is. */
export interface Numbered {
  readonly name: string;
  readonly number: number;
  /** Empty while the file is being made. */
  readonly id: string;
}

/** Milliseconds after which a file has to say whose it is. */
const PATIENCE = 10_000;

/** Numbers of members: each has its own as long as it lives. */
export class Numbers {
  readonly #path: string;
  readonly #kind: string;
  readonly #name: RegExp;

  constructor(path: string, kind: string) {
    this.#path = path;
    this.#kind = kind;
    this.#name = new RegExp(`^(\\d{1,9})\\.${kind}$`);
  }

  /** Gives a member the lowest number that nobody has: of many who try one makes its file. */
  takeLowest(id: string): void {
    if (this.#of(id) === undefined) this.#take(0, id);
  }

  /** Gives a member a number above those of all others. */
  takeHighest(id: string): void {
    if (this.#of(id) !== undefined) return;
    this.#take(1 + Math.max(-1, ...this.all().map(({ number }) => number)), id);
  }

  giveBack(id: string): void {
    const own = this.#of(id);
    if (own !== undefined) rmSync(join(this.#path, own.name), { force: true });
  }

  all(): Numbered[] {
    return this.among(fileNamesIn(this.#path));
  }

  #of(id: string): Numbered | undefined {
    return this.all().find((one) => one.id === id);
  }

  #take(from: number, id: string): void {
    for (let number = from; !this.#claim(number, id); ) number += 1;
  }

  #claim(number: number, id: string): boolean {
    try {
      const path = join(this.#path, `${number}.${this.#kind}`);
      writeFileSync(path, id, { mode: 0o600, flag: "wx" });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    }
  }

  /** Those among the names of files. */
  among(names: readonly string[]): Numbered[] {
    return names.flatMap((name) => {
      const [, number] = this.#name.exec(name) ?? [];
      return number === undefined ? [] : [{ name, number: Number(number), id: this.#textOf(name) }];
    });
  }

  #textOf(name: string): string {
    try {
      return readFileSync(join(this.#path, name), "latin1");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw error;
    }
  }

  /** True when whoever made the file ended before it was written. */
  isAbandoned({ name, id }: Numbered): boolean {
    const stats = id === "" && statSync(join(this.#path, name), { throwIfNoEntry: false });
    return stats ? stats.mtimeMs < fileTime(this.#path) - PATIENCE : false;
  }
}
