/** What a series needs of its family. */
export interface SeriesOwner {
  /** Counts gatherings; a series notes it when it changes. */
  readonly gathering: number;
  /** Says once that a value cannot be recorded. */
  refuse(method: string, value: unknown): void;
}

const ORIGIN = Date.now();

/** Milliseconds since this process began; a small integer, where any other number would be an object of its own. */
function millisecondsNow(): number {
  const milliseconds = Date.now() - ORIGIN;
  // The engine knows that what comes out of `| 0` is one; after 24 days it no longer is.
  return Math.abs(milliseconds) < 2 ** 31 ? milliseconds | 0 : milliseconds;
}

/** One family with one combination of label values: what every kind of series has. */
export abstract class Series {
  /** In the order of the family's label names. */
  readonly labelValues: readonly string[];
  /** The gathering, counted by the family, that saw the last change. */
  changedIn = 0;
  /** Set when the family removes the series: finds or creates the one in its place. */
  renew: (() => Series) | undefined = undefined;
  // Not `#private`: there may be very many series, and methods of that kind cost each of them a field.
  private begunAt: number = millisecondsNow();

  constructor(labelValues: readonly string[]) {
    this.labelValues = labelValues;
  }

  /** When the series began, in seconds since the epoch. */
  get created(): number {
    return (ORIGIN + this.begunAt) / 1000;
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

  /** After a reset its numbers count from now. */
  protected beginAnew(): void {
    this.begunAt = millisecondsNow();
  }
}
