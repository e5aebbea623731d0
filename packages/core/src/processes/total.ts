import { Clock } from "./clock.js";
import { collectLog, LogBuffer, RECORD } from "./log-buffer.js";
import { type WrittenFamily, writeFamilies } from "./write-families.js";

const FOLDED = "t";

/** The total before anyone has ended. */
export function emptyTotal(): Buffer {
  const log = new LogBuffer(true);
  log.add(RECORD.fact, 0, FOLDED, "[]");
  return log.take();
}

/** What members have left who have ended; `folded` is who, newest last. */
export function encodeTotal(
  folded: readonly string[],
  families: Iterable<WrittenFamily>,
): Promise<Buffer> {
  return collectLog(true, (log) => {
    log.add(RECORD.fact, 0, FOLDED, JSON.stringify(folded));
    new Clock().write(log, true);
    return writeFamilies(log, families);
  });
}

/** Who is in the total, by what it says about itself. */
export function foldedIn(facts: ReadonlyMap<string, string>): readonly string[] {
  return JSON.parse(facts.get(FOLDED) ?? "[]") as readonly string[];
}
