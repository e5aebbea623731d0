/** One line of an exposition, taken apart. */
export interface ParsedSample {
  readonly name: string;
  /** In the order of the line, unescaped. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: string;
  /** Seconds since the epoch; undefined when the line has none. */
  readonly timestamp: number | undefined;
  readonly line: string;
}

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string | undefined;
  readonly unit: string | undefined;
}

/** Is told of each family before its samples. */
export interface OpenMetricsReader {
  family(family: ParsedFamily): void;
  sample(sample: ParsedSample): void;
}

const METADATA = /^# (TYPE|HELP|UNIT) ([a-zA-Z_:][\w:]*) (.*)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|(?=\}))/y;
const VALUE =
  / (NaN|[+-]?(?:Inf|[\d.]+(?:[eE][+-]?\d+)?))(?: (-?[\d.]+(?:[eE][+-]?\d+)?))?(?: # .*)?$/y;
const NAME = /[a-zA-Z_:][\w:]*/y;

/**
 * Reads OpenMetrics text that ends in `# EOF`, a line at a time.
 * @throws {SyntaxError} naming the line, when it is something else, or cut short.
 */
export function* parseOpenMetrics(text: string, reader: OpenMetricsReader): Generator<void> {
  let family: Partial<ParsedFamily> = {};
  let isAnnounced = false;
  let start = 0;
  for (let number = 1; ; number += 1, start = text.indexOf("\n", start) + 1) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end === -1 ? undefined : end);
    if (line === "# EOF") {
      if (end === text.length - 1) return;
      throw new SyntaxError(`line ${number}: something follows "# EOF"`);
    }
    if (end === -1) throw new SyntaxError(`it is cut short: no "# EOF" at its end`);
    if (line.startsWith("#")) {
      const metadata = METADATA.exec(line);
      if (!metadata) throw new SyntaxError(`line ${number} is not OpenMetrics: ${cut(line)}`);
      const [, keyword = "", name, content] = metadata;
      if (name !== family.name || isAnnounced) family = { name: name as string };
      family = { ...family, [keyword.toLowerCase()]: content };
      isAnnounced = false;
    } else {
      const sample = parseSample(line);
      if (!sample) throw new SyntaxError(`line ${number} is not OpenMetrics: ${cut(line)}`);
      if (!isAnnounced) {
        const { name = sample.name, type = "unknown", help, unit } = family;
        reader.family({ name, type, help, unit });
        isAnnounced = true;
      }
      reader.sample(sample);
    }
    yield;
  }
}

function parseSample(line: string): ParsedSample | undefined {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return undefined;
  const labels: [string, string][] = [];
  let position = name.length;
  if (line[position] === "{") {
    position += 1;
    while (line[position] !== "}") {
      LABEL.lastIndex = position;
      const label = LABEL.exec(line);
      if (!label) return undefined;
      labels.push([label[1] as string, unescaped(label[2] as string)]);
      position = LABEL.lastIndex;
    }
    position += 1;
  }
  VALUE.lastIndex = position;
  const rest = VALUE.exec(line);
  if (!rest) return undefined;
  const timestamp = rest[2] === undefined ? undefined : Number(rest[2]);
  return { name, labels, value: rest[1] as string, timestamp, line };
}

const unescaped = (text: string): string =>
  text.includes("\\") ? text.replace(/\\(.)/g, (_, next) => (next === "n" ? "\n" : next)) : text;

const cut = (line: string): string => JSON.stringify(line.slice(0, 80));
