/** What a series needs of its family. */
export interface SeriesOwner {
  /** Counts gatherings; a series notes it when it changes. */
  readonly gathering: number;
  /** Says once that a value cannot be recorded. */
  refuse(method: string, value: unknown): void;
}

/** One family with one combination of label values: what every kind of series has. */
export abstract class Series {
  /** In the order of the family's label names. */
  readonly labelValues: readonly string[];
  /** When the series began, in seconds since the epoch. */
  created: number;
  /** The gathering, counted by the family, that saw the last change. */
  changedIn = 0;
  /** Set when the family removes the series: finds or creates the one in its place. */
  renew: (() => Series) | undefined = undefined;
  /** When a gathering last found the series changed, in milliseconds since the epoch. */
  lastChange: number = Date.now();

  constructor(labelValues: readonly string[]) {
    this.labelValues = labelValues;
    this.created = Date.now() / 1000;
  }

  /** True when the family no longer has it: whoever kept it should ask for a new one. */
  get removed(): boolean {
    return this.renew !== undefined;
  }

  /** This series, or the one in its place when it was removed. */
  live(): this {
    return this.renew === undefined ? this : (this.renew() as this);
  }

  /** True when it may have changed since the family's `gathering` was at this number. */
  changedSince(gathering: number): boolean {
    return this.changedIn >= gathering;
  }

  abstract reset(): void;
}
