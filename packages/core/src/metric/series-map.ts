/** Stands for the label values of all series beyond the limit. */
export const OVERFLOW = "<overflow>";

/**
 * Label values → series. The key puts the length before each value, so that no
 * value can imitate another by containing a separator.
 */
export class SeriesMap<S> {
  /** Counts the series that were added or removed. */
  changes = 0;
  readonly #series = new Map<string, S>();
  readonly #limit: number;
  readonly #create: (labelValues: readonly string[]) => S;
  readonly #onOverflow: () => void;

  constructor(
    limit: number,
    create: (labelValues: readonly string[]) => S,
    onOverflow: () => void,
  ) {
    this.#limit = limit;
    this.#create = create;
    this.#onOverflow = onOverflow;
  }

  get size(): number {
    return this.#series.size;
  }

  /** True when the next unknown label set would be folded. */
  get full(): boolean {
    return this.#series.size >= this.#limit;
  }

  /** Finds or creates; beyond the limit new label sets fold into the one overflow series. */
  get(labelValues: readonly string[]): S {
    const key = keyOf(labelValues);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.full && labelValues.length > 0) {
      this.#onOverflow();
      return this.#overflow(labelValues.length);
    }
    return this.#add(key, labelValues);
  }

  find(labelValues: readonly string[]): S | undefined {
    return this.#series.get(keyOf(labelValues));
  }

  delete(labelValues: readonly string[]): boolean {
    this.changes += 1;
    return this.#series.delete(keyOf(labelValues));
  }

  values(): IterableIterator<S> {
    return this.#series.values();
  }

  #overflow(width: number): S {
    const labelValues = new Array<string>(width).fill(OVERFLOW);
    const key = keyOf(labelValues);
    return this.#series.get(key) ?? this.#add(key, labelValues);
  }

  #add(key: string, labelValues: readonly string[]): S {
    const series = this.#create(labelValues);
    this.#series.set(key, series);
    this.changes += 1;
    return series;
  }
}

function keyOf(labelValues: readonly string[]): string {
  let key = "";
  for (const value of labelValues) key += `${value.length}:${value}`;
  return key;
}
