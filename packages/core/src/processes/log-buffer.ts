import { Slices } from "../slices.js";
import { frameStart, newHeader, START_BYTES } from "./log-format.js";
import { PackedWriter } from "./packed-writer.js";

/** So much goes under one checksum: whoever reads it can do something else after each. */
const FRAME_BYTES = 8 * 1024;
/** So much is collected before it is handed on. */
const PIECE_BYTES = 96 * 1024;

/** What a record of a log tells. */
export const RECORD = {
  /** Of the process: a name, and JSON. */
  fact: 0,
  /** A list of upper bounds, by its number. */
  bounds: 1,
  /** A family, by its number: all but its series. */
  head: 2,
  /** A series, by its number: its family's, its labels and what it has counted. */
  series: 3,
  /** What a series that was told of has counted by now. */
  numbers: 4,
  /** What has this number is there no more. */
  headGone: 5,
  seriesGone: 6,
} as const;
export type RecordKind = (typeof RECORD)[keyof typeof RECORD];

/**
 * Collects records into frames, each with its length and checksum: whoever reads
 * while another one writes knows where to stop.
 */
export class LogBuffer {
  readonly #out = new PackedWriter();
  /** Where the frame begins that is being filled. */
  #frame = 0;
  /** Where the present record begins, and what it tells; undefined: there is none. */
  #begun: number | undefined;
  #told = 0;

  /** `isNew`: a log of its own, and not more for one that is there. */
  constructor(isNew: boolean) {
    if (isNew) this.#out.append(newHeader());
    this.#beginFrame();
  }

  /** Begins a record; what it tells is to be written to what this returns, then it is ended. */
  begin(kind: RecordKind, number: number): PackedWriter {
    const out = this.#out;
    this.#begun = out.length;
    out.byte(kind);
    out.whole(number);
    this.#told = out.begin();
    return out;
  }

  /** Takes the beginning of a record back. */
  cancel(): void {
    this.#out.length = this.#begun ?? this.#out.length;
    this.#begun = undefined;
  }

  end(): void {
    this.#out.end(this.#told);
    this.#begun = undefined;
    if (this.#out.length - this.#frame > FRAME_BYTES) {
      this.#endFrame();
      this.#beginFrame();
    }
  }

  /** A whole record. */
  add(kind: RecordKind, number: number, ...texts: readonly string[]): void {
    const out = this.begin(kind, number);
    for (const text of texts) out.text(text);
    this.end();
  }

  /** True when it is time to `take()` what there is. */
  get isFull(): boolean {
    return this.#frame >= PIECE_BYTES;
  }

  /** What was added since it was called last, valid until more is added. */
  take(): Buffer {
    this.#endFrame();
    const taken = this.#out.written();
    this.#out.length = 0;
    this.#beginFrame();
    return taken;
  }

  #beginFrame(): void {
    this.#frame = this.#out.length;
    this.#out.skip(START_BYTES);
  }

  #endFrame(): void {
    const frame = this.#out.written(this.#frame);
    if (frame.length === START_BYTES) this.#out.length = this.#frame;
    else frameStart(frame);
  }
}

/** Writes into a buffer, step by step. */
export type WriteLog = (log: LogBuffer) => Iterable<unknown>;

/** A log in pieces, each valid until the next; the event loop turns between the steps. */
export async function* logPieces(isNew: boolean, write: WriteLog): AsyncGenerator<Buffer> {
  const buffer = new LogBuffer(isNew);
  const slices = new Slices();
  for (const _ of write(buffer)) {
    if (buffer.isFull) yield buffer.take();
    if (slices.due) await slices.turn();
  }
  const rest = buffer.take();
  if (rest.length > 0) yield rest;
}

/** A log as a whole; the event loop turns between the steps. */
export async function collectLog(isNew: boolean, write: WriteLog): Promise<Buffer> {
  const buffer = new LogBuffer(isNew);
  const slices = new Slices();
  for (const _ of write(buffer)) if (slices.due) await slices.turn();
  return buffer.take();
}

/** The same, at once. */
export function collectLogNow(isNew: boolean, write: WriteLog): Buffer {
  const buffer = new LogBuffer(isNew);
  for (const _ of write(buffer));
  return buffer.take();
}
