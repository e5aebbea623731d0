/** Stands for the label values of all series beyond the limit. */
export const OVERFLOW = "<overflow>";

interface Labelled {
  readonly labelValues: readonly string[];
  readonly removed: boolean;
}

const SMALLEST_TABLE = 8;

/** Clients choose label values: they must not be able to choose which of them collide. */
const SEED = Math.floor(Math.random() * 2 ** 32);

/**
 * Label values → series, in the order of creation.
 *
 * A hash table over the series themselves: a Map would need a text of all label
 * values as key, which costs more memory than the counts of a series.
 */
export class SeriesMap<S extends Labelled> {
  /** Counts the series that were added or removed. */
  changes = 0;
  #size = 0;
  /** In the order of creation, with holes where series were removed. */
  #series: (S | undefined)[] = [];
  /** Positions in `#series` plus one; 0 is a free place. */
  #table = new Int32Array(SMALLEST_TABLE);
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
    return this.#size;
  }

  /** True when the next unknown label set would be folded. */
  get full(): boolean {
    return this.#size >= this.#limit;
  }

  /** Finds or creates; beyond the limit new label sets fold into the one overflow series. */
  get(labelValues: readonly string[]): S {
    const known = this.find(labelValues);
    if (known !== undefined) return known;
    if (this.full && labelValues.length > 0) {
      this.#onOverflow();
      const folded = new Array<string>(labelValues.length).fill(OVERFLOW);
      return this.find(folded) ?? this.#add(folded);
    }
    return this.#add(labelValues);
  }

  find(labelValues: readonly string[]): S | undefined {
    const position = this.#positionOf(labelValues);
    return position === -1 ? undefined : this.#series[position];
  }

  delete(labelValues: readonly string[]): boolean {
    this.changes += 1;
    const position = this.#positionOf(labelValues);
    if (position === -1) return false;
    this.#series[position] = undefined;
    this.#size -= 1;
    return true;
  }

  /** Whoever goes on with it while series come and go meets no removed one, and each other one at most once. */
  *values(): IterableIterator<S> {
    const series = this.#series;
    for (let position = 0; position < series.length; position++) {
      const one = series[position];
      if (one !== undefined && !one.removed) yield one;
    }
  }

  #positionOf(labelValues: readonly string[]): number {
    const mask = this.#table.length - 1;
    for (let place = hashOf(labelValues) & mask; ; place = (place + 1) & mask) {
      const entry = this.#table[place] as number;
      if (entry === 0) return -1;
      const one = this.#series[entry - 1];
      if (one !== undefined && isSame(one.labelValues, labelValues)) return entry - 1;
    }
  }

  #add(labelValues: readonly string[]): S {
    const series = this.#create(labelValues);
    if ((this.#series.length + 1) * 2 > this.#table.length) this.#rebuild();
    this.#series.push(series);
    this.#size += 1;
    this.changes += 1;
    this.#enter(series, this.#series.length);
    return series;
  }

  /** Without the holes, and with so many free places that the next time is far. */
  #rebuild(): void {
    this.#series = this.#series.filter((one) => one !== undefined);
    let length = SMALLEST_TABLE;
    while (length < (this.#size + 1) * 3) length *= 2;
    this.#table = new Int32Array(length);
    this.#series.forEach((one, position) => {
      this.#enter(one as S, position + 1);
    });
  }

  #enter({ labelValues }: S, entry: number): void {
    const mask = this.#table.length - 1;
    let place = hashOf(labelValues) & mask;
    while (this.#table[place] !== 0) place = (place + 1) & mask;
    this.#table[place] = entry;
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}

function hashOf(labelValues: readonly string[]): number {
  let hash = SEED;
  for (const value of labelValues) {
    for (let i = 0; i < value.length; i++) hash = mix(hash ^ value.charCodeAt(i));
    hash = mix(hash ^ value.length);
  }
  return hash >>> 0;
}

function mix(hash: number): number {
  const mixed = Math.imul(hash, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
