import type { MetricFamily } from "../metric-family.js";
import { Clock } from "./clock.js";
import { encodeFamilies } from "./entries.js";
import { collectLog, type Entry, type Log, LogBuffer } from "./log-format.js";

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

/** Who is in the total. */
export function foldedIn({ entries }: Log): readonly string[] {
  return JSON.parse(entries.get(FOLDED) ?? "[]") as readonly string[];
}
