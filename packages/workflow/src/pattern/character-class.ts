import { workflowError } from "../workflow-error.js";

/** Reads the pattern one character at a time. */
export interface PatternSource {
  readonly characters: readonly string[];
  position: number;
}

type Matches = (character: string) => boolean;

const PERL: Readonly<Record<string, RegExp>> = {
  d: /^[0-9]$/,
  D: /^[^0-9]$/u,
  s: /^[\t\n\f\r ]$/,
  S: /^[^\t\n\f\r ]$/u,
  w: /^[0-9A-Za-z_]$/,
  W: /^[^0-9A-Za-z_]$/u,
};
const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /^[0-9A-Za-z]$/,
  alpha: /^[A-Za-z]$/,
  ascii: /^\p{ASCII}$/u,
  blank: /^[\t ]$/,
  cntrl: /^[^ -~\u0080-\u{10ffff}]$/u,
  digit: /^[0-9]$/,
  graph: /^[!-~]$/,
  lower: /^[a-z]$/,
  print: /^[ -~]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[\t\n\v\f\r ]$/,
  upper: /^[A-Z]$/,
  word: /^[0-9A-Za-z_]$/,
  xdigit: /^[0-9A-Fa-f]$/,
};
const CONTROLS: Readonly<Record<string, string>> = {
  a: "\x07",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** One character, or its other case when case is ignored. */
export function literalMatcher(literal: string, ignoreCase: boolean): Matches {
  if (!ignoreCase) return (character) => character === literal;
  const folded = fold(literal);
  return (character) => fold(character) === folded;
}

/** `\d`, `\pL`, `\x41`, `\.`: what follows a backslash, which has been read. */
export function readEscape(source: PatternSource, ignoreCase: boolean): Matches {
  const escaped = take(source, "a character after the backslash");
  const perl = PERL[escaped];
  if (perl) return (character) => perl.test(character);
  if (escaped === "p" || escaped === "P") return readProperty(source, escaped === "P");
  return literalMatcher(escapedCharacter(escaped, source), ignoreCase);
}

/** `[a-z]`, whose opening bracket has been read. */
export function readClass(source: PatternSource, ignoreCase: boolean): Matches {
  const negated = peek(source) === "^";
  if (negated) source.position += 1;
  const members: Matches[] = [];
  do members.push(readMember(source, ignoreCase));
  while (peek(source) !== "]");
  source.position += 1;
  return (character) => members.some((matches) => matches(character)) !== negated;
}

function readMember(source: PatternSource, ignoreCase: boolean): Matches {
  const posix = readPosix(source);
  if (posix) return posix;
  const first = take(source, "a ] at the end of the class");
  if (first === "\\" && /^[dDsSwWpP]$/.test(peek(source) ?? "")) {
    return readEscape(source, ignoreCase);
  }
  const from = first === "\\" ? classEscape(source) : first;
  const isRange = peek(source) === "-" && source.characters[source.position + 1] !== "]";
  if (!isRange) return literalMatcher(from, ignoreCase);
  source.position += 1;
  const last = take(source, "the end of a range");
  return rangeMatcher(from, last === "\\" ? classEscape(source) : last, ignoreCase);
}

function rangeMatcher(from: string, to: string, ignoreCase: boolean): Matches {
  const [low, high] = [codePoint(from), codePoint(to)];
  if (low > high) throw workflowError(`invalid character class range: ${from}-${to}`);
  const within: Matches = (character) => {
    const point = codePoint(character);
    return point >= low && point <= high;
  };
  if (!ignoreCase) return within;
  return (character) =>
    within(character) || within(character.toLowerCase()) || within(character.toUpperCase());
}

function readPosix(source: PatternSource): Matches | undefined {
  const rest = source.characters.slice(source.position, source.position + 12).join("");
  const match = /^\[:(\^?)([a-z]+):\]/.exec(rest);
  if (!match) return undefined;
  const posix = POSIX[match[2] ?? ""];
  if (!posix) throw workflowError(`invalid character class range: ${match[0]}`);
  source.position += match[0].length;
  return (character) => posix.test(character) !== (match[1] === "^");
}

/** `\pL`, `\p{Greek}`, `\p{^L}`. The engine's own tables are asked about one character at a time. */
function readProperty(source: PatternSource, negated: boolean): Matches {
  let name = take(source, "the name of a Unicode class");
  if (name === "{") {
    name = "";
    for (let next = take(source, "a }"); next !== "}"; next = take(source, "a }")) name += next;
  }
  const inverted = name.startsWith("^") !== negated;
  const property = name.replace(/^\^/, "");
  const table = ["", "Script="].flatMap((kind) => unicodeTable(`${kind}${property}`))[0];
  if (!table) throw workflowError(`invalid character class range: \\p{${name}}`);
  return (character) => table.test(character) !== inverted;
}

function unicodeTable(property: string): RegExp[] {
  if (!/^(?:Script=)?[A-Za-z_]{1,40}$/.test(property)) return [];
  try {
    return [new RegExp(`^\\p{${property}}$`, "u")];
  } catch {
    return [];
  }
}

function classEscape(source: PatternSource): string {
  return escapedCharacter(take(source, "a character after the backslash"), source);
}

function escapedCharacter(escaped: string, source: PatternSource): string {
  const control = CONTROLS[escaped];
  if (control !== undefined) return control;
  if (escaped === "x") return hexadecimal(source);
  if (/^[A-Za-z0-9]$/.test(escaped)) throw workflowError(`invalid escape sequence: \\${escaped}`);
  return escaped;
}

function hexadecimal(source: PatternSource): string {
  const rest = source.characters.slice(source.position, source.position + 10).join("");
  const match = /^(?:([\da-fA-F]{2})|\{([\da-fA-F]{1,6})\})/.exec(rest);
  const point = match ? Number.parseInt(match[1] ?? match[2] ?? "", 16) : Number.NaN;
  if (!match || point > 0x10ffff) throw workflowError("invalid escape sequence: \\x");
  source.position += match[0].length;
  return String.fromCodePoint(point);
}

function peek(source: PatternSource): string | undefined {
  return source.characters[source.position];
}

function take(source: PatternSource, what: string): string {
  const character = source.characters[source.position];
  if (character === undefined) throw workflowError(`The pattern ends where ${what} should be`);
  source.position += 1;
  return character;
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function fold(character: string): string {
  return character.toUpperCase().toLowerCase();
}
