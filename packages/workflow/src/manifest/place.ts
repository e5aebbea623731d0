export type Path = readonly (string | number)[];

/** The document that places belong to. */
export interface PlaceSource {
  /** Told about each fault and where it is: at the value, or at its key. */
  report(path: Path, message: string, onKey: boolean): void;
  /** `adviser.yaml:12:9` */
  origin(path: Path): string;
}

/** A value inside a manifest, that knows where it is. */
export class Place {
  readonly value: unknown;
  readonly path: Path;
  readonly #source: PlaceSource;

  constructor(value: unknown, path: Path, source: PlaceSource) {
    this.value = value;
    this.path = path;
    this.#source = source;
  }

  /** False for what is absent, and for `null`, which manifests use for it. */
  get isSet(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  at(key: string | number): Place {
    const { value } = this;
    const inside =
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined;
    return new Place(inside, [...this.path, key], this.#source);
  }

  /** The same place with another value. */
  with(value: unknown): Place {
    return new Place(value, this.path, this.#source);
  }

  /** The places in a list; a fault when it is something else. */
  items(): Place[] {
    if (!this.isSet) return [];
    if (Array.isArray(this.value)) return this.value.map((_item, index) => this.at(index));
    this.fault(`${this.label} has to be a list`);
    return [];
  }

  /** The keys of a mapping; a fault when it is something else. */
  keys(): string[] {
    if (!this.isSet) return [];
    if (typeof this.value === "object" && !Array.isArray(this.value)) {
      return Object.keys(this.value as object);
    }
    this.fault(`${this.label} has to be a mapping`);
    return [];
  }

  /** A text; numbers and booleans count as one. Undefined when absent. */
  text(): string | undefined {
    const { value } = this;
    if (!this.isSet) return undefined;
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    this.fault(`${this.label} has to be a text`);
    return undefined;
  }

  fault(message: string): void {
    this.#source.report(this.path, message, false);
  }

  /** A fault of the key itself. */
  keyFault(message: string): void {
    this.#source.report(this.path, message, true);
  }

  /** Where it was written. */
  get origin(): string {
    return this.#source.origin(this.path);
  }

  /** The last name on the way here. */
  get label(): string {
    return String(this.path.findLast((part) => typeof part === "string") ?? "the document");
  }
}
