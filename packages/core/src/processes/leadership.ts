import { askMember } from "./member-socket.js";
import type { MemberFile, SharedFolder } from "./shared-folder.js";

/** Milliseconds without an answer after which others take the place of a leader. */
const PATIENCE = 3000;
/** Milliseconds, and how often, to wait for a number that is being written. */
const PAUSE = 2;
const PAUSES = 100;

/** The last turn of what one worker does for all; `isLast`: no other worker goes on with it. */
export type LastWork = (isLast: boolean) => Promise<void>;

/**
 * Who does what one member does for all: of those who have not resigned the one that has
 * lived longest, unless it is stuck; when all have resigned, the last one who did.
 */
export class Leadership {
  readonly #folder: SharedFolder;
  readonly #id: string;
  readonly #stuck = new Set<string>();
  readonly #asked = new Set<string>();
  #hasResigned = false;

  constructor(folder: SharedFolder, id: string) {
    this.#folder = folder;
    this.#id = id;
  }

  /** Whether it is this member; all would choose the same. */
  isOwn(): boolean {
    for (const { id } of this.#order()) {
      if (id === this.#id) return true;
      // Its answer counts the next time.
      this.#ask(id);
      if (!this.#stuck.has(id)) return false;
    }
    return false;
  }

  /** True when another member would go on with it. */
  get hasSuccessor(): boolean {
    return this.#order().some(({ id, resigned }) => id !== this.#id && resigned < 0);
  }

  /** In a folder that is new to it. */
  takePlace(): void {
    const { resigned } = this.#folder;
    if (this.#hasResigned) resigned.takeHighest(this.#id);
    // Who was here before, in the same process, may have.
    else resigned.giveBack(this.#id);
  }

  /** From now on it leads only when all others have resigned before. */
  async resign(): Promise<void> {
    this.#hasResigned = true;
    const { resigned } = this.#folder;
    resigned.takeHighest(this.#id);
    // Of several who do at the same time exactly one must find that it is the last.
    for (let pauses = 0; resigned.all().some(({ id }) => id === ""); pauses++) {
      if (pauses === PAUSES) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /** Those who can lead, in the order in which they do. */
  #order(): (MemberFile & { readonly resigned: number })[] {
    const folder = this.#folder;
    const numbers = new Map(folder.resigned.all().map(({ id, number }) => [id, number]));
    return folder
      .everyone()
      .filter((one) => folder.isLiving(one) && folder.isTakingPart(one))
      .map((one) => ({ ...one, resigned: numbers.get(one.id) ?? -1 }))
      .sort((a, b) => {
        if (a.resigned < 0 || b.resigned < 0) return a.resigned - b.resigned;
        return b.resigned - a.resigned;
      });
  }

  #ask(id: string): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    void askMember(this.#folder.socket(id), "answer", PATIENCE).then((answer) => {
      this.#asked.delete(id);
      if (answer === "missing") this.#stuck.add(id);
      else this.#stuck.delete(id);
    });
  }
}
