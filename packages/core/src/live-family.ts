import type { FamilyHead, Labels, Series } from "./metric-family.js";

/** A series that goes on counting while it is read. */
export interface LiveSeries {
  /** True when the family no longer has it. */
  readonly removed: boolean;
  /** True when it may have changed since the source's `gathering` was at this number. */
  changedSince(gathering: number): boolean;
}

/** The series of a family, read one by one while they are rendered: nothing is copied before. */
export interface LiveSource<S extends LiveSeries = LiveSeries> {
  /** Counts the gatherings, for `changedSince`. */
  readonly gathering: number;
  /** Counts the series that were added or removed. */
  readonly membership: number;
  readonly size: number;
  /** In the order they were created. */
  allSeries(): Iterable<S>;
  /** What is exposed of a series. It may be an object that is used again: valid until the next call. */
  viewSeries(series: S): Series | readonly Series[];
  /** The same, to be kept. */
  readSeries(series: S): Series | readonly Series[];
}

/** A family whose series are not copied. */
export interface LiveFamily extends FamilyHead {
  readonly source: LiveSource;
  /** For the series that have no value of their own for them. */
  readonly defaultLabels?: Labels;
}

/** A metric whose family can be read series by series. */
export interface LiveFamilySource {
  /** Begins a gathering; undefined when the family can only be read as a whole. */
  liveFamily(): LiveFamily | undefined;
}

export function isLiveFamilySource(metric: object): metric is LiveFamilySource {
  return typeof (metric as Partial<LiveFamilySource>).liveFamily === "function";
}
