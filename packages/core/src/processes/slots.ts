import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file that says whose number it is. */
export interface Slot {
  readonly name: string;
  readonly slot: string;
  /** Empty while the file is being made. */
  readonly id: string;
}

const NAME = /^(\d+)\.slot$/;
/** Milliseconds after which a file has to say whose it is. */
const PATIENCE = 10_000;

/** Small numbers, of which each member has one, and another member after its end. */
export class Slots {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Gives a member the lowest number that nobody has: of many who try one makes its file. */
  take(id: string): void {
    if (this.among(readdirSync(this.#path)).some((slot) => slot.id === id)) return;
    for (let slot = 0; !this.#claim(slot, id); ) slot += 1;
  }

  #claim(slot: number, id: string): boolean {
    try {
      writeFileSync(join(this.#path, `${slot}.slot`), id, { mode: 0o600, flag: "wx" });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    }
  }

  /** Those among the names of files. */
  among(names: readonly string[]): Slot[] {
    return names.flatMap((name) => {
      const [, slot] = NAME.exec(name) ?? [];
      return slot === undefined ? [] : [{ name, slot, id: this.#textOf(name) }];
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
  isAbandoned({ name, id }: Slot): boolean {
    const stats = id === "" && statSync(join(this.#path, name), { throwIfNoEntry: false });
    return stats ? stats.mtimeMs < Date.now() - PATIENCE : false;
  }
}
