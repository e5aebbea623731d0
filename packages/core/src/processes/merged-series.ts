import type { LiveSeries } from "../live-family.js";
import type { Labels, Series } from "../metric-family.js";
import type { MergedFamily } from "./merged-family.js";

/** What a series was part of when it was read. */
export interface Origin {
  /** The value of the label `worker`; undefined: the total of workers that have ended. */
  readonly worker: string | undefined;
  readonly live: boolean;
  /** Parts of lower rank come first, equal ones as they were added. */
  readonly rank: number;
}

/** What one process tells of one series. */
export interface Part {
  readonly origin: Origin;
  /** As the process has them. */
  readonly labels: Labels;
  /** With the labels that are exposed. */
  series: Series;
  readonly family: MergedFamily;
  readonly of: MergedSeries;
}

/** One series of several processes: it is added up when it is read. */
export class MergedSeries implements LiveSeries {
  readonly key: string;
  /** In the order of their ranks. */
  readonly parts: Part[] = [];
  removed = false;
  changedIn = 0;

  constructor(key: string) {
    this.key = key;
  }

  changedSince(gathering: number): boolean {
    return this.changedIn >= gathering;
  }

  add(part: Part): void {
    let at = this.parts.length;
    while (at > 0 && (this.parts[at - 1] as Part).origin.rank > part.origin.rank) at -= 1;
    this.parts.splice(at, 0, part);
  }

  remove(part: Part): void {
    const at = this.parts.indexOf(part);
    if (at >= 0) this.parts.splice(at, 1);
  }
}
