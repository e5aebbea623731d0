const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

type Field = number | Uint8Array;

/** The fields of one message, read by number; an absent field is 0, "" or empty. */
export interface Message {
  has(field: number): boolean;
  number(field: number): number;
  double(field: number): number;
  /** Zigzag-coded, as sint32 and sint64 are. */
  signed(field: number): number;
  /** Zigzag-coded numbers, packed or one by one. */
  signedList(field: number): number[];
  text(field: number): string;
  message(field: number): Message;
  messages(field: number): Message[];
}

/**
 * Splits a message into its fields; `delimited` reads a stream of messages that
 * each begin with their length, and yields them as field 0.
 */
export function readMessage(bytes: Uint8Array, options?: { delimited: boolean }): Message {
  const fields = new Map<number, Field[]>();
  const cursor = new Cursor(bytes);
  while (!cursor.done()) {
    const tag = options?.delimited ? BYTES : cursor.varint();
    const field = Math.floor(tag / 8);
    const value = cursor.value(tag % 8);
    const list = fields.get(field);
    if (list) list.push(value);
    else fields.set(field, [value]);
  }
  return new FieldMessage(fields);
}

class FieldMessage implements Message {
  readonly #fields: Map<number, Field[]>;

  constructor(fields: Map<number, Field[]>) {
    this.#fields = fields;
  }

  has(field: number): boolean {
    return this.#fields.has(field);
  }

  number(field: number): number {
    const value = this.#fields.get(field)?.[0];
    return typeof value === "number" ? value : 0;
  }

  double(field: number): number {
    const bytes = this.#bytes(field)[0];
    return bytes ? new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true) : 0;
  }

  signed(field: number): number {
    return unzigzag(this.number(field));
  }

  signedList(field: number): number[] {
    return (this.#fields.get(field) ?? []).flatMap((value) => {
      if (typeof value === "number") return [unzigzag(value)];
      const cursor = new Cursor(value);
      const list: number[] = [];
      while (!cursor.done()) list.push(unzigzag(cursor.varint()));
      return list;
    });
  }

  text(field: number): string {
    const bytes = this.#bytes(field)[0];
    return bytes ? new TextDecoder().decode(bytes) : "";
  }

  message(field: number): Message {
    return readMessage(this.#bytes(field)[0] ?? new Uint8Array());
  }

  messages(field: number): Message[] {
    return this.#bytes(field).map((bytes) => readMessage(bytes));
  }

  #bytes(field: number): Uint8Array[] {
    return (this.#fields.get(field) ?? []).filter((value) => typeof value !== "number");
  }
}

class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Multiplies instead of shifting: counts go beyond 32 bits. */
  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError("The protobuf message ends too early.");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  value(wireType: number): Field {
    if (wireType === VARINT) return this.varint();
    if (wireType === BYTES) return this.#take(this.varint());
    if (wireType === FIXED64) return this.#take(8);
    if (wireType === FIXED32) return this.#take(4);
    throw new TypeError(`This is no protobuf message: wire type ${wireType}.`);
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError("The protobuf message ends too early.");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
