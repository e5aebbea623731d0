import { askMember } from "./member-socket.js";
import type { SharedFolder } from "./shared-folder.js";

/** Milliseconds without an answer after which others take the place of a leader. */
const PATIENCE = 3000;

/** Who does what one member does for all: the one that has lived longest, unless it is stuck. */
export class Leadership {
  readonly #folder: SharedFolder;
  readonly #id: string;
  readonly #stuck = new Set<string>();
  readonly #asked = new Set<string>();

  constructor(folder: SharedFolder, id: string) {
    this.#folder = folder;
    this.#id = id;
  }

  /** Whether it is this member; all would choose the same. */
  isOwn(): boolean {
    const folder = this.#folder;
    const taking = folder
      .members()
      .filter((one) => folder.isLiving(one) && folder.isTakingPart(one));
    for (const { id } of taking) {
      if (id === this.#id) return true;
      // Its answer counts the next time.
      this.#ask(id);
      if (!this.#stuck.has(id)) return false;
    }
    return false;
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
