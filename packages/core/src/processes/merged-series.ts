import type { LiveSeries } from "../live-family.js";
import type { Labels } from "../metric-family.js";
import type { Part } from "./part.js";

/** One series of several processes: it is added up when it is read. */
export class MergedSeries implements LiveSeries {
  readonly key: string;
  /** As they are exposed. */
  readonly labels: Labels;
  /** In the order of their ranks. */
  readonly parts: Part[] = [];
  removed = false;
  changedIn = 0;

  constructor(key: string, labels: Labels) {
    this.key = key;
    this.labels = labels;
  }

  changedSince(gathering: number): boolean {
    return this.changedIn >= gathering;
  }

  add(part: Part): void {
    let at = this.parts.length;
    while (at > 0 && (this.parts[at - 1] as Part).reading.origin.rank > part.reading.origin.rank)
      at -= 1;
    this.parts.splice(at, 0, part);
  }

  remove(part: Part): void {
    const at = this.parts.indexOf(part);
    if (at >= 0) this.parts.splice(at, 1);
  }
}
