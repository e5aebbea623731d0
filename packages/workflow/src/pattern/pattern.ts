import { MAX_EXPRESSION, MAX_TEXT } from "../limits.js";
import { excerpt, workflowError } from "../workflow-error.js";
import { compileSteps } from "./compile.js";
import { parsePattern } from "./parse.js";
import type { Step } from "./program.js";

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
    if (text.length > MAX_TEXT) {
      throw workflowError(
        `A text of ${text.length} characters is too long to match (${MAX_TEXT}).`,
      );
    }
    const characters = Array.from(text);
    let current: number[] = [];
    for (let position = 0; position <= characters.length; position += 1) {
      const before = characters[position - 1] ?? "";
      const after = characters[position] ?? "";
      const states = this.#follow([...current, 0], before, after);
      if (states === "match") return true;
      current = [];
      for (const state of states) {
        const step = this.#steps[state];
        if (step?.op === "character" && after !== "" && step.matches(after)) {
          current.push(state + 1);
        }
      }
    }
    return false;
  }

  /** All states that are reached without reading a character. */
  #follow(from: readonly number[], before: string, after: string): Set<number> | "match" {
    const seen = new Set<number>();
    const pending = [...from];
    for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
      if (seen.has(state)) continue;
      seen.add(state);
      const step = this.#steps[state];
      if (step?.op === "match") return "match";
      if (step?.op === "jump") pending.push(step.to);
      if (step?.op === "split") pending.push(step.second, step.first);
      if (step?.op === "assert" && step.holds(before, after)) pending.push(state + 1);
    }
    return seen;
  }
}
