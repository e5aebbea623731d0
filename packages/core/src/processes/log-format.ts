import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { Slices } from "../slices.js";

/** Changes when older copies of this library could misread what this one writes. */
export const FORMAT = 2;
/** The longest first line of a log, of other versions too. */
const HEADER_BYTES = 256;
const HEADER = /^\{"format":\d+,"log":"(\w{16})(\w{8})"\}\n$/;
/** So much goes under one checksum: short enough to be checked between two requests. */
const FRAME_CHARACTERS = 64 * 1024;
const FRAME = "@".charCodeAt(0);
const NEWLINE = "\n".charCodeAt(0);

/** A key and what it stands for from now on; undefined: nothing any more. */
export type Entry = readonly [key: string, json: string | undefined];

/**
 * Collects entries into frames, each with its length and checksum: whoever reads
 * while another one writes knows where to stop.
 */
export class LogBuffer {
  #lines = "";
  readonly #frames: Buffer[] = [];

  /** `isNew`: a log of its own, and not more for one that is there. */
  constructor(isNew: boolean) {
    if (isNew) this.#frames.push(newHeader());
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

/** Tells one log from all others, so that whoever has read it knows where to go on. */
function newHeader(): Buffer {
  const name = randomBytes(8).toString("hex");
  return Buffer.from(`${JSON.stringify({ format: FORMAT, log: name + checksumOf(name) })}\n`);
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

/** Takes in an entry. */
export type TakeEntry = (key: string, json: string | undefined) => void;

/** How far a log was read. */
export interface LogReading {
  /** Where what is whole ends. */
  readonly end: number;
  /** Why it was not read to its end. */
  readonly damage?: Error;
}

/** There is less than was begun: it may still be written. */
export class CutError extends Error {
  constructor() {
    super("it is not complete");
  }
}

/** Reads what `LogBuffer` made, as far as it is whole; the event loop turns in between. */
export async function readEntries(bytes: Buffer, take: TakeEntry): Promise<LogReading> {
  try {
    return await readFrames(bytes, readHeader(bytes), take);
  } catch (error) {
    return { end: 0, damage: error as Error };
  }
}

/** Reads the frames from `at` on. */
export async function readFrames(bytes: Buffer, at: number, take: TakeEntry): Promise<LogReading> {
  const slices = new Slices();
  let end = at;
  while (end < bytes.length) {
    let body: Buffer;
    try {
      body = frameAt(bytes, end);
    } catch (error) {
      return { end, damage: error as Error };
    }
    takeLines(body.toString(), take);
    end = body.byteOffset - bytes.byteOffset + body.length;
    if (slices.due) await slices.turn();
  }
  return { end };
}

/** The length of the first line; throws when this library has not written it so. */
export function readHeader(bytes: Buffer): number {
  const end = bytes.subarray(0, HEADER_BYTES).indexOf(NEWLINE) + 1;
  if (end === 0) throw new CutError();
  const line = bytes.toString("latin1", 0, end);
  const { format } = parseObject(line) as { format?: unknown };
  if (format !== FORMAT) throw new Error(ofAnotherVersion(format));
  const [, name, checksum] = HEADER.exec(line) ?? [];
  if (name === undefined || checksumOf(name) !== checksum) throw new Error(NO_SNAPSHOT);
  return end;
}

/** What is wrong with what another version of this library has written. */
export function ofAnotherVersion(format: unknown): string {
  return `it has format ${String(format)} of another version, and not ${FORMAT}`;
}

function parseObject(line: string): object {
  try {
    return Object(JSON.parse(line)) as object;
  } catch {
    throw new Error(NO_SNAPSHOT);
  }
}

const NO_SNAPSHOT = "it does not begin as a snapshot does";

/** The longest first line of a frame: two numbers. */
const LONGEST_START = 32;

function frameAt(bytes: Buffer, at: number): Buffer {
  const line = bytes.toString("latin1", at, at + LONGEST_START).split("\n", 1)[0] as string;
  const begin = at + line.length + 1;
  const [, length, checksum] = /^@(\d+) (\d+)$/.exec(line) ?? [];
  const isCut = begin + Number(length ?? 0) > bytes.length;
  if (isCut && bytes[at] === FRAME) throw new CutError();
  const body = bytes.subarray(begin, begin + Number(length));
  if (length === undefined || crc32(body) !== Number(checksum)) {
    throw new Error("its checksum is wrong");
  }
  return body;
}

function takeLines(text: string, take: TakeEntry): void {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at);
    const space = text.indexOf(" ", at);
    if (space < 0 || space > end) take(text.slice(at, end), undefined);
    else take(text.slice(at, space), text.slice(space + 1, end));
    at = end + 1;
  }
}
