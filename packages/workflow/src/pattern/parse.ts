import { workflowError } from "../workflow-error.js";
import { literalMatcher, type PatternSource, readClass, readEscape } from "./character-class.js";
import { type Flags, NO_FLAGS, type PatternNode } from "./syntax.js";

/** Go's limit of `{n}`. */
const MAX_REPEAT = 1000;
const MAX_DEPTH = 100;

/** Reads a pattern in Go's syntax (RE2). Throws on what Go refuses. */
export function parsePattern(pattern: string): PatternNode {
  const parser = new PatternParser(pattern);
  const node = parser.choice(NO_FLAGS, 0);
  if (!parser.atEnd) throw workflowError(`unexpected ): \`${pattern}\``);
  return node;
}

class PatternParser {
  readonly #source: PatternSource;
  #flags: Flags = NO_FLAGS;

  constructor(pattern: string) {
    this.#source = { characters: Array.from(pattern), position: 0 };
  }

  get atEnd(): boolean {
    return this.#peek() === undefined;
  }

  choice(flags: Flags, depth: number): PatternNode {
    if (depth > MAX_DEPTH) throw workflowError("expression nests too deeply");
    this.#flags = flags;
    const options = [this.#sequence(depth)];
    while (this.#peek() === "|") {
      this.#source.position += 1;
      options.push(this.#sequence(depth));
    }
    return options.length === 1 && options[0] ? options[0] : { kind: "choice", options };
  }

  #sequence(depth: number): PatternNode {
    const parts: PatternNode[] = [];
    for (;;) {
      const next = this.#peek();
      if (next === undefined || next === "|" || next === ")") break;
      parts.push(this.#repeated(this.#atom(depth)));
    }
    return { kind: "sequence", parts };
  }

  #repeated(part: PatternNode): PatternNode {
    const count = this.#quantifier();
    if (!count) return part;
    // Lazy or greedy: whether there is a match is the same.
    if (this.#peek() === "?") this.#source.position += 1;
    if (this.#quantifier()) throw workflowError("invalid nested repetition operator");
    return { kind: "repeat", part, ...count };
  }

  #quantifier(): { readonly min: number; readonly max: number } | undefined {
    const next = this.#peek();
    const simple = next === "*" ? [0, Infinity] : next === "+" ? [1, Infinity] : [0, 1];
    if (next === "*" || next === "+" || next === "?") {
      this.#source.position += 1;
      return { min: simple[0] ?? 0, max: simple[1] ?? 0 };
    }
    return next === "{" ? this.#counted() : undefined;
  }

  /** `{2}`, `{2,}`, `{2,3}`; anything else in braces is literal text. */
  #counted(): { readonly min: number; readonly max: number } | undefined {
    const { characters, position } = this.#source;
    const match = /^\{(\d{1,6})(,?)(\d{0,6})\}/.exec(
      characters.slice(position, position + 16).join(""),
    );
    if (!match) return undefined;
    const min = Number(match[1]);
    const max = match[2] === "" ? min : match[3] === "" ? Infinity : Number(match[3]);
    const tooLarge = min > MAX_REPEAT || (max > MAX_REPEAT && max !== Infinity);
    if (tooLarge || min > max) throw workflowError(`invalid repeat count: ${match[0]}`);
    this.#source.position += match[0].length;
    return { min, max };
  }

  #atom(depth: number): PatternNode {
    const { ignoreCase, dotAll } = this.#flags;
    const next = this.#peek() ?? "";
    if (next === "{" && this.#quantifier()) throw missingArgument(next);
    if (next === "*" || next === "+" || next === "?") throw missingArgument(next);
    this.#source.position += 1;
    if (next === "(") return this.#group(depth);
    if (next === "^" || next === "$") return this.#anchor(next);
    if (next === ".") {
      return { kind: "character", matches: (character) => dotAll || character !== "\n" };
    }
    if (next === "[") return { kind: "character", matches: readClass(this.#source, ignoreCase) };
    if (next === "\\") return this.#escape(ignoreCase);
    return { kind: "character", matches: literalMatcher(next, ignoreCase) };
  }

  #anchor(anchor: "^" | "$"): PatternNode {
    const { multiline } = this.#flags;
    const edge = (neighbour: string) => neighbour === "" || (multiline && neighbour === "\n");
    return {
      kind: "assert",
      holds: anchor === "^" ? (before) => edge(before) : (_before, after) => edge(after),
    };
  }

  #escape(ignoreCase: boolean): PatternNode {
    const next = this.#peek() ?? "";
    const assertion = ASSERTIONS[next];
    if (assertion) {
      this.#source.position += 1;
      return { kind: "assert", holds: assertion };
    }
    if (next === "Q") return this.#quoted(ignoreCase);
    return { kind: "character", matches: readEscape(this.#source, ignoreCase) };
  }

  /** `\Q…\E`: everything between is literal. */
  #quoted(ignoreCase: boolean): PatternNode {
    this.#source.position += 1;
    const parts: PatternNode[] = [];
    for (;;) {
      const next = this.#peek();
      if (next === undefined) break;
      this.#source.position += 1;
      if (next === "\\" && this.#peek() === "E") {
        this.#source.position += 1;
        break;
      }
      parts.push({ kind: "character", matches: literalMatcher(next, ignoreCase) });
    }
    return { kind: "sequence", parts };
  }

  #group(depth: number): PatternNode {
    const outer = this.#flags;
    let inner = outer;
    if (this.#peek() === "?") {
      const { text, only, flags } = this.#groupStart(outer);
      this.#source.position += text.length;
      if (only) {
        this.#flags = flags;
        return { kind: "empty" };
      }
      inner = flags;
    }
    const node = this.choice(inner, depth + 1);
    if (this.#peek() !== ")") throw workflowError("missing closing )");
    this.#source.position += 1;
    this.#flags = outer;
    return node;
  }

  /** `?:`, `?P<name>`, `?i:`, and `?i)` which holds for the rest of the group around it. */
  #groupStart(flags: Flags): {
    readonly text: string;
    readonly only: boolean;
    readonly flags: Flags;
  } {
    const { characters, position } = this.#source;
    const rest = characters.slice(position, position + 80).join("");
    const named = /^\?P?<\w+>/.exec(rest);
    if (named) return { text: named[0], only: false, flags };
    const match = /^\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (!match) throw workflowError(`invalid or unsupported Perl syntax: (${rest.slice(0, 8)}`);
    const [text, on = "", off = "", end] = match;
    return { text, only: end === ")", flags: changed(flags, on, off) };
  }

  #peek(): string | undefined {
    return this.#source.characters[this.#source.position];
  }
}

const isWordCharacter = (character: string): boolean => /^[0-9A-Za-z_]$/.test(character);
const isBoundary = (before: string, after: string): boolean =>
  isWordCharacter(before) !== isWordCharacter(after);

const ASSERTIONS: Readonly<Record<string, (before: string, after: string) => boolean>> = {
  A: (before) => before === "",
  z: (_before, after) => after === "",
  b: isBoundary,
  B: (before, after) => !isBoundary(before, after),
};

function changed(flags: Flags, on: string, off: string): Flags {
  const value = (letter: string, now: boolean) =>
    on.includes(letter) || (now && !off.includes(letter));
  return {
    ignoreCase: value("i", flags.ignoreCase),
    dotAll: value("s", flags.dotAll),
    multiline: value("m", flags.multiline),
  };
}

function missingArgument(operator: string): Error {
  return workflowError(`missing argument to repetition operator: \`${operator}\``);
}
