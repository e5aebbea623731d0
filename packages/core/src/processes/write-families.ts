import type { FamilyHead, Series } from "../metric-family.js";
import type { LogBuffer } from "./log-buffer.js";
import { SeriesWriter } from "./series-writer.js";

/** A family, of which a series is read when its turn comes. */
export interface WrittenFamily extends FamilyHead {
  readonly series: Iterable<Series>;
}

/** Writes all of some families; the caller may stop for a while at each step. */
export function* writeFamilies(
  log: LogBuffer,
  families: Iterable<WrittenFamily>,
): Generator<void, void> {
  const writer = new SeriesWriter();
  for (const { series, ...head } of families) {
    const family = writer.nextNumber();
    writer.head(log, family, JSON.stringify(head));
    for (const one of series) {
      writer.series(log, writer.nextNumber(), family, one);
      yield;
    }
  }
}
