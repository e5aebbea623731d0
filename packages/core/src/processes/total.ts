import type { MetricFamily } from "../metric-family.js";
import { Clock } from "./clock.js";
import { encodeFamilies } from "./entries.js";
import { collectLog, type Entry, LogBuffer } from "./log-format.js";

const FOLDED = "t";

/** The total before anyone has ended. */
export function emptyTotal(): Buffer {
  const buffer = new LogBuffer(true);
  buffer.add([FOLDED, "[]"]);
  return buffer.take();
}

/** What members have left who have ended; `folded` is who, newest last. */
export function encodeTotal(
  folded: readonly string[],
  families: readonly MetricFamily[],
): Promise<Buffer> {
  return collectLog(true, entries());
  function* entries(): Generator<Entry, void> {
    yield [FOLDED, JSON.stringify(folded)];
    yield* new Clock().entries(true);
    yield* encodeFamilies(families);
  }
}

/** Who is in the total, by what it says about itself. */
export function foldedIn(facts: ReadonlyMap<string, string>): readonly string[] {
  return JSON.parse(facts.get(FOLDED) ?? "[]") as readonly string[];
}
