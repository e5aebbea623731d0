import { type ParsedSample, parseSampleLine } from "./parsing/sample-line.js";

export type { ParsedSample } from "./parsing/sample-line.js";

/** Reads the samples of a scrape, in the text format 0.0.4 or OpenMetrics; throws on a line that is neither. */
export function parseExposition(text: string): ParsedSample[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => parseSampleLine(line));
}

/**
 * The value of the one sample with this name and at least these labels; undefined without any.
 *
 * Throws when there are several: name more labels to choose one.
 */
export function sampleValue(
  exposition: string | readonly ParsedSample[],
  name: string,
  labels: Readonly<Record<string, string | number>> = {},
): number | undefined {
  const samples = typeof exposition === "string" ? parseExposition(exposition) : exposition;
  const matching = samples.filter(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === String(value)),
  );
  if (matching.length > 1) {
    const found = matching.map((sample) => JSON.stringify(sample.labels)).join(", ");
    throw new Error(`${matching.length} samples of ${name} match: ${found}`);
  }
  return matching[0]?.value;
}
