import { crc32 } from "node:zlib";
import { Slices } from "../slices.js";

/** Changes when older copies of this library could misread what this one writes. */
const FORMAT = 2;
const HEADER = `${JSON.stringify({ format: FORMAT })}\n`;
/** So much goes under one checksum: short enough to be checked between two requests. */
const FRAME_CHARACTERS = 64 * 1024;
const FRAME = "@".charCodeAt(0);
const NEWLINE = "\n".charCodeAt(0);

/** A key and what it stands for from now on; undefined: nothing any more. */
export type Entry = readonly [key: string, json: string | undefined];

/** What a log says in the end. */
export interface Log {
  /** Of each key what was written last. */
  readonly entries: Map<string, string>;
  /** Why the log was not read to its end. */
  readonly damage?: Error;
}

/**
 * Collects entries into frames, each with its length and checksum: whoever reads
 * while another one writes knows where to stop.
 */
export class LogBuffer {
  #lines = "";
  readonly #frames: Buffer[] = [];

  /** `isNew`: a log of its own, and not more for one that is there. */
  constructor(isNew: boolean) {
    if (isNew) this.#frames.push(Buffer.from(HEADER));
  }

  add([key, json]: Entry): void {
    this.#lines += json === undefined ? `${key}\n` : `${key} ${json}\n`;
    if (this.#lines.length > FRAME_CHARACTERS) this.#endFrame();
  }

  /** What was added since the last call. */
  take(): Buffer {
    if (this.#lines !== "") this.#endFrame();
    return Buffer.concat(this.#frames.splice(0));
  }

  #endFrame(): void {
    const body = Buffer.from(this.#lines);
    this.#frames.push(Buffer.from(`@${body.length} ${crc32(body)}\n`), body);
    this.#lines = "";
  }
}

/** Collects entries while the event loop turns; undefined ones only tell that time has passed. */
export async function collectLog(
  isNew: boolean,
  entries: Iterable<Entry | undefined>,
): Promise<Buffer> {
  const buffer = new LogBuffer(isNew);
  const slices = new Slices();
  for (const entry of entries) {
    if (entry !== undefined) buffer.add(entry);
    if (slices.due) await slices.turn();
  }
  return buffer.take();
}

/** Reads what `LogBuffer` made, as far as it is whole; the event loop turns in between. */
export async function readLog(bytes: Buffer): Promise<Log> {
  const entries = new Map<string, string>();
  const slices = new Slices();
  try {
    let at = readHeader(bytes);
    while (at < bytes.length) {
      const body = frameAt(bytes, at);
      readLines(body, entries);
      at = body.byteOffset - bytes.byteOffset + body.length;
      if (slices.due) await slices.turn();
    }
    return { entries };
  } catch (error) {
    return { entries, damage: error as Error };
  }
}

function readHeader(bytes: Buffer): number {
  const end = bytes.indexOf(NEWLINE) + 1;
  if (end === 0) throw new Error("it is not complete");
  const { format } = parseObject(bytes.toString("latin1", 0, end)) as { format?: unknown };
  if (format !== FORMAT) {
    throw new Error(`it has format ${String(format)} of another version, and not ${FORMAT}`);
  }
  return end;
}

function parseObject(line: string): object {
  try {
    return Object(JSON.parse(line)) as object;
  } catch {
    throw new Error("it does not begin as a snapshot does");
  }
}

/** The longest first line of a frame: two numbers. */
const LONGEST_START = 32;

function frameAt(bytes: Buffer, at: number): Buffer {
  const line = bytes.toString("latin1", at, at + LONGEST_START).split("\n", 1)[0] as string;
  const begin = at + line.length + 1;
  const [, length, checksum] = /^@(\d+) (\d+)$/.exec(line) ?? [];
  const isCut = begin + Number(length ?? 0) > bytes.length;
  if (isCut && bytes[at] === FRAME) throw new Error("it is not complete");
  const body = bytes.subarray(begin, begin + Number(length));
  if (length === undefined || crc32(body) !== Number(checksum)) {
    throw new Error("its checksum is wrong");
  }
  return body;
}

function readLines(body: Buffer, entries: Map<string, string>): void {
  const text = body.toString();
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at);
    const space = text.indexOf(" ", at);
    if (space < 0 || space > end) entries.delete(text.slice(at, end));
    else entries.set(text.slice(at, space), text.slice(space + 1, end));
    at = end + 1;
  }
}
