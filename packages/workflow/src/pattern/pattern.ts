import { MAX_EXPRESSION, MAX_TEXT } from "../limits.js";
import { excerpt, workflowError } from "../workflow-error.js";
import { compileSteps } from "./compile.js";
import { parsePattern } from "./parse.js";
import type { Step } from "./program.js";

/** Steps times characters of one match; takes a fraction of a second. */
const MAX_WORK = 1_000_000;

/**
 * A regular expression in Go's syntax, matched in time that grows with pattern times
 * text and never faster: it follows all alternatives at once instead of backtracking,
 * so no pattern can hang the process.
 */
export class Pattern {
  readonly source: string;
  readonly #steps: readonly Step[];

  /** Throws on what Go refuses, and on patterns that are too large. */
  constructor(source: string) {
    if (source.length > MAX_EXPRESSION) {
      throw workflowError(`The pattern ${excerpt(source, 40)} is longer than ${MAX_EXPRESSION}.`);
    }
    this.source = source;
    this.#steps = compileSteps(parsePattern(source));
  }

  /** True when the pattern matches anywhere in the text. */
  test(text: string): boolean {
    const isTooLong = text.length > MAX_TEXT || text.length * this.#steps.length > MAX_WORK;
    if (isTooLong) {
      throw workflowError(
        `A text of ${text.length} characters is too long to match with ${excerpt(this.source, 40)}`,
      );
    }
    const characters = Array.from(text);
    const states = new StateSet(this.#steps);
    let current: number[] = [];
    for (let position = 0; position <= characters.length; position += 1) {
      const after = characters[position] ?? "";
      current.push(0);
      states.follow(current, characters[position - 1] ?? "", after);
      if (states.hasMatched) return true;
      current = after === "" ? [] : states.accepting(after);
    }
    return false;
  }
}

/** The steps that are reached at one position of the text. */
class StateSet {
  hasMatched = false;
  readonly #steps: readonly Step[];
  /** The turn in which a step was last reached. */
  readonly #reached: Uint32Array;
  #turn = 0;
  #waiting: number[] = [];

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#reached = new Uint32Array(steps.length);
  }

  /** Reaches whatever can be reached without reading a character; empties `pending`. */
  follow(pending: number[], before: string, after: string): void {
    this.#turn += 1;
    this.#waiting = [];
    for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
      const step = this.#steps[state];
      if (step === undefined || this.#reached[state] === this.#turn) continue;
      this.#reached[state] = this.#turn;
      if (step.op === "character") this.#waiting.push(state);
      else if (step.op === "split") pending.push(step.second, step.first);
      else if (step.op === "jump") pending.push(step.to);
      else if (step.op === "match") this.hasMatched = true;
      else if (step.holds(before, after)) pending.push(state + 1);
    }
  }

  /** Where those go on that read this character. */
  accepting(character: string): number[] {
    const next: number[] = [];
    for (const state of this.#waiting) {
      const step = this.#steps[state];
      if (step?.op === "character" && step.matches(character)) next.push(state + 1);
    }
    return next;
  }
}
