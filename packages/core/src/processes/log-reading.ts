import { Slices } from "../slices.js";
import type { RecordKind } from "./log-buffer.js";
import { frameAt, readHeader } from "./log-format.js";
import { PackedReader } from "./packed-reader.js";

/** A record of a log, valid until the next one is read. */
export class LogRecord {
  kind: RecordKind = 0;
  /** Of what it tells about. */
  number = 0;
  /** What it tells is in these bytes, from `start` to `end`. */
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  readonly #in = new PackedReader();

  /** Reads what it tells. */
  open(): PackedReader {
    return this.#in.open(this.bytes, this.start);
  }
}

export type TakeRecord = (record: LogRecord) => void;

/** How far a log was read. */
export interface LogReading {
  /** Where what is whole ends. */
  readonly end: number;
  /** Why it was not read to its end. */
  readonly damage?: Error;
}

/** Reads a whole log, as far as it is sound; the event loop turns in between. */
export async function readLog(bytes: Buffer, take: TakeRecord): Promise<LogReading> {
  try {
    return await readFrames(bytes, readHeader(bytes), take);
  } catch (error) {
    return { end: 0, damage: error as Error };
  }
}

/** Reads the frames from `at` on. */
export async function readFrames(bytes: Buffer, at: number, take: TakeRecord): Promise<LogReading> {
  const slices = new Slices();
  const record = new LogRecord();
  let end = at;
  try {
    while (end < bytes.length) {
      const body = frameAt(bytes, end);
      takeRecords(body, record, take);
      end = body.byteOffset - bytes.byteOffset + body.length;
      if (slices.due) await slices.turn();
    }
    return { end };
  } catch (error) {
    return { end, damage: error as Error };
  }
}

function takeRecords(body: Buffer, record: LogRecord, take: TakeRecord): void {
  const input = new PackedReader().open(body, 0);
  record.bytes = body;
  while (input.at < body.length) {
    record.kind = input.byte() as RecordKind;
    record.number = input.whole();
    record.end = input.whole();
    record.start = input.at;
    record.end += input.at;
    input.at = record.end;
    take(record);
  }
}
