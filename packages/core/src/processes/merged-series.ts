import type { LiveSeries } from "../live-family.js";
import type { Labels } from "../metric-family.js";
import type { Part } from "./part.js";

/** One series of several processes: it is added up when it is read. */
export class MergedSeries implements LiveSeries {
  readonly key: string;
  /** As they are exposed. */
  readonly labels: Labels;
  /** In the order of their ranks. */
  parts: readonly Part[] = [];
  removed = false;
  changedIn = 0;

  constructor(key: string, labels: Labels) {
    this.key = key;
    this.labels = labels;
  }

  changedSince(gathering: number): boolean {
    return this.changedIn >= gathering;
  }

  /** A list of its own length each time: there are many, and they seldom change. */
  add(part: Part): void {
    let at = this.parts.length;
    while (at > 0 && (this.parts[at - 1] as Part).reading.origin.rank > part.reading.origin.rank) {
      at -= 1;
    }
    this.parts = this.parts.toSpliced(at, 0, part);
  }

  remove(part: Part): void {
    this.parts = this.parts.filter((one) => one !== part);
  }
}
