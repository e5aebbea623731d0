/** A dump on its way: its id in the store and its bytes. */
export interface SpoolEntry {
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface SpoolLimits {
  /** Dumps. */
  readonly max: number;
  /** Their sum. */
  readonly maxBytes: number;
}

/**
 * Keeps dumps until the storage has confirmed them, oldest first.
 *
 * Over its limits it drops the oldest, except the one that is being uploaded:
 * that one may have arrived although nobody said so, and only repeating it
 * until it is confirmed keeps the account of what is missing true.
 */
export interface Spool {
  readonly count: number;
  readonly bytes: number;
  /** Takes over what an earlier process left; returns how many. */
  open(): Promise<number>;
  add(entry: SpoolEntry): Promise<void>;
  /** The oldest; from now on it is not dropped. */
  next(): Promise<SpoolEntry | undefined>;
  /** Forgets the one that `next()` gave. */
  confirm(): Promise<void>;
}

/** Where a spool keeps the bytes. */
export interface SpoolMedium {
  open(): Promise<{ id: string; size: number }[]>;
  write(entry: SpoolEntry): Promise<void>;
  /** Undefined when it is gone. */
  read(id: string): Promise<Uint8Array | undefined>;
  remove(id: string): Promise<void>;
}

export class BoundedSpool implements Spool {
  readonly #medium: SpoolMedium;
  readonly #limits: SpoolLimits;
  readonly #dropped: (count: number) => void;
  #entries: { readonly id: string; readonly size: number }[] = [];
  #isFirstTaken = false;

  constructor(medium: SpoolMedium, limits: SpoolLimits, dropped: (count: number) => void) {
    this.#medium = medium;
    this.#limits = limits;
    this.#dropped = dropped;
  }

  get count(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#entries.reduce((sum, { size }) => sum + size, 0);
  }

  async open(): Promise<number> {
    const left = await this.#medium.open();
    this.#entries.unshift(...left);
    return left.length;
  }

  async add(entry: SpoolEntry): Promise<void> {
    await this.#medium.write(entry);
    this.#entries.push({ id: entry.id, size: entry.bytes.byteLength });
    while (this.#isOver()) {
      const [oldest] = this.#entries.splice(this.#isFirstTaken ? 1 : 0, 1);
      if (oldest === undefined) return;
      this.#dropped(1);
      await this.#medium.remove(oldest.id);
    }
  }

  async next(): Promise<SpoolEntry | undefined> {
    for (let first = this.#entries[0]; first !== undefined; first = this.#entries[0]) {
      this.#isFirstTaken = true;
      const bytes = await this.#medium.read(first.id);
      if (bytes !== undefined) return { id: first.id, bytes };
      // Somebody else has removed it.
      this.#entries.shift();
      this.#isFirstTaken = false;
      this.#dropped(1);
    }
    return undefined;
  }

  async confirm(): Promise<void> {
    const first = this.#entries.shift();
    this.#isFirstTaken = false;
    if (first !== undefined) await this.#medium.remove(first.id);
  }

  #isOver(): boolean {
    const droppable = this.count - (this.#isFirstTaken ? 1 : 0);
    return droppable > 0 && (this.count > this.#limits.max || this.bytes > this.#limits.maxBytes);
  }
}

export class MemoryMedium implements SpoolMedium {
  readonly #entries = new Map<string, Uint8Array>();

  async open(): Promise<[]> {
    return [];
  }

  async write({ id, bytes }: SpoolEntry): Promise<void> {
    this.#entries.set(id, bytes);
  }

  async read(id: string): Promise<Uint8Array | undefined> {
    return this.#entries.get(id);
  }

  async remove(id: string): Promise<void> {
    this.#entries.delete(id);
  }
}
