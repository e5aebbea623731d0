import { renderProtobuf, renderText } from "@routemetrics/core";
import { type ParsedSample, parseExposition } from "@routemetrics/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildGoProgram, missingGo } from "./go-program.js";
import { Random } from "./random.js";
import { randomFamilies } from "./random-families.js";

const REGISTRIES = 1000;

describe.skipIf(missingGo())("Prometheus' own decoder", () => {
  let program: ReturnType<typeof buildGoProgram>;
  beforeAll(() => {
    program = buildGoProgram("protobuf-to-text");
  }, 300_000);
  afterAll(() => program?.remove());

  test(`makes of our protobuf what our text says, for ${REGISTRIES} random registries`, () => {
    const registries = Array.from({ length: REGISTRIES }, (_, seed) =>
      // It refuses families without series, which no scraper minds.
      randomFamilies(new Random(seed)).filter(({ series }) => series.length > 0),
    );
    const theirs = program.run(
      Buffer.concat(registries.map((families) => renderProtobuf(families))),
    );
    const ours = registries.map((families) => renderText(families)).join("");
    expect(parseExposition(theirs).map(withNumbers)).toEqual(
      parseExposition(ours).map(withNumbers),
    );
  });
});

/** Bounds and quantiles as JavaScript writes them, -0 as 0. */
function withNumbers(sample: ParsedSample): ParsedSample {
  const { le, quantile } = sample.labels;
  const labels = {
    ...sample.labels,
    ...(sample.name.endsWith("_bucket") && le && { le: canonical(le) }),
    ...(quantile && { quantile: canonical(quantile) }),
  };
  return { ...sample, labels, value: sample.value + 0 };
}

function canonical(text: string): string {
  return Number.isNaN(Number(text)) ? text : String(Number(text));
}
