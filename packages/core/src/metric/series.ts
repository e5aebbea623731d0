/** One family with one combination of label values: what every kind of series has. */
export abstract class Series {
  /** In the order of the family's label names. */
  readonly labelValues: readonly string[];
  /** When the series began, in seconds since the epoch. */
  created: number;
  /** The gathering, counted by the family, that saw the last change. */
  changedIn = 0;
  /** True when the family no longer has it: whoever kept it should ask for a new one. */
  removed = false;
  /** When a gathering last found the series changed, in milliseconds since the epoch. */
  lastChange: number = Date.now();

  constructor(labelValues: readonly string[]) {
    this.labelValues = labelValues;
    this.created = Date.now() / 1000;
  }

  abstract reset(): void;
}
