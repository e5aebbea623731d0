import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { renderOpenMetrics } from "@routemetrics/core";
import { type ParsedSample, parseExposition } from "@routemetrics/core/testing";
import { expect, test } from "vitest";
import { Random } from "./random.js";
import { randomFamilies } from "./random-families.js";

const PYTHON = "/usr/bin/python3";
const REGISTRIES = 3000;

interface Parsed {
  readonly error?: string;
  readonly samples?: readonly ForeignSample[];
}

/** Numbers are texts, since JSON has neither NaN nor infinities. */
interface ForeignSample {
  readonly name?: string;
  readonly labels: Record<string, string>;
  readonly value: string;
  readonly timestamp: string | null;
  readonly exemplar?: ForeignSample | null;
}

const isMissing =
  spawnSync(PYTHON, ["-c", "import prometheus_client.openmetrics.parser"]).status !== 0;
if (isMissing && process.env.CI) throw new Error("python3-prometheus-client is not installed");

test.skipIf(isMissing)(
  `Python's parser reads ${REGISTRIES} random registries as we do`,
  { timeout: 120_000 },
  () => {
    const bodies = Array.from({ length: REGISTRIES }, (_, seed) => {
      const random = new Random(seed);
      return renderOpenMetrics(randomFamilies(random), { created: random.chance(0.5) });
    });
    const parsed = parseWithPython(bodies);
    expect(parsed).toHaveLength(REGISTRIES);
    bodies.forEach((body, seed) => {
      expect(parsed[seed]?.error, `seed ${seed}\n${body}`).toBeUndefined();
      const theirs = parsed[seed]?.samples?.map(readSample);
      expect(theirs, `seed ${seed}`).toEqual(parseExposition(body));
    });
  },
);

function parseWithPython(bodies: readonly string[]): Parsed[] {
  const script = fileURLToPath(new URL("parse-openmetrics.py", import.meta.url));
  const { stdout, stderr } = spawnSync(PYTHON, [script], {
    input: bodies.map((body) => JSON.stringify(body)).join("\n"),
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  expect(stderr).toBe("");
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function readSample({ name, labels, value, timestamp, exemplar }: ForeignSample): ParsedSample {
  return {
    ...(name !== undefined && { name }),
    labels,
    value: readNumber(value),
    ...(timestamp !== null && { timestamp: readNumber(timestamp) }),
    ...(exemplar && { exemplar: readSample(exemplar) }),
  } as ParsedSample;
}

function readNumber(text: string): number {
  return Number(text.replace("inf", "Infinity"));
}
