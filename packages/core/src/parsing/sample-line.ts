/** One sample of an exposition. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** As written: milliseconds in the text format, seconds in OpenMetrics. */
  readonly timestamp?: number;
  readonly exemplar?: Omit<ParsedSample, "name" | "exemplar">;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[ \t,]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:\\.|[^"\\])*)"/sy;
const CLOSE = /[ \t,]*\}/y;
const WORD = /[ \t]+([^ \t#]+)/y;
const EXEMPLAR = /[ \t]+#[ \t]+\{/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", '"': '"', "\\": "\\" };
const NUMBERS: Readonly<Record<string, number>> = {
  "+inf": Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
};

/** Reads one sample of the text format 0.0.4 or of OpenMetrics; throws when the line is neither. */
export function parseSampleLine(line: string): ParsedSample {
  return new LineReader(line).sample();
}

/** As a number is written in both formats; throws when the text is none. */
export function parseNumber(text: string): number {
  const value = NUMBERS[text.toLowerCase()] ?? Number(text.trim() || "none");
  if (Number.isNaN(value) && text.toLowerCase() !== "nan") throw new Error(`Not a number: ${text}`);
  return value;
}

class LineReader {
  readonly #line: string;
  #position = 0;

  constructor(line: string) {
    this.#line = line;
  }

  sample(): ParsedSample {
    const name = (this.#take(NAME) ?? this.#fail())[0];
    const labels = this.#line[this.#position] === "{" ? this.#labels() : {};
    const sample = { name, labels, ...this.#numbers() };
    if (!this.#take(EXEMPLAR)) return this.#end(sample);
    this.#position--;
    return this.#end({ ...sample, exemplar: { labels: this.#labels(), ...this.#numbers() } });
  }

  #labels(): Record<string, string> {
    const entries: [string, string][] = [];
    this.#position++;
    for (let match = this.#take(LABEL); match; match = this.#take(LABEL)) {
      const [, name = "", value = ""] = match;
      entries.push([name, value.replace(/\\(.)/g, (both, char) => ESCAPES[char] ?? both)]);
    }
    if (!this.#take(CLOSE)) this.#fail();
    return Object.fromEntries(entries);
  }

  #numbers(): { value: number; timestamp?: number } {
    const value = this.#number(this.#take(WORD)?.[1] ?? "");
    const timestamp = this.#take(WORD)?.[1];
    return timestamp === undefined ? { value } : { value, timestamp: this.#number(timestamp) };
  }

  #number(word: string): number {
    try {
      return parseNumber(word);
    } catch {
      return this.#fail();
    }
  }

  #end(sample: ParsedSample): ParsedSample {
    return this.#line.slice(this.#position).trim() === "" ? sample : this.#fail();
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#line);
    if (match) this.#position = pattern.lastIndex;
    return match;
  }

  #fail(): never {
    throw new Error(`Not a sample, at character ${this.#position + 1}: ${this.#line}`);
  }
}
