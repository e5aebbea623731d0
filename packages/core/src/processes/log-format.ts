import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** Changes when older copies of this library could misread what this one writes. */
export const FORMAT = 3;
/** The longest first line of a log, of other versions too. */
export const HEADER_BYTES = 256;
const HEADER = /^\{"format":\d+,"log":"(\w{16})(\w{8})"\}\n$/;
const NEWLINE = "\n".charCodeAt(0);

const FRAME = "@".charCodeAt(0);
const LENGTH_AT = 1;
const CHECKSUM_AT = 5;
/** What is before the body of a frame: a mark, its length and its checksum. */
export const START_BYTES = 9;

/** There is less than was begun: it may still be written. */
export class CutError extends Error {
  constructor() {
    super("it is not complete");
  }
}

/** Tells one log from all others, so that whoever has read it knows where to go on. */
export function newHeader(): Buffer {
  const name = randomBytes(8).toString("hex");
  return Buffer.from(`${JSON.stringify({ format: FORMAT, log: name + checksumOf(name) })}\n`);
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
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

/** Fills in what is before the body. */
export function frameStart(frame: Buffer): void {
  const body = frame.subarray(START_BYTES);
  frame[0] = FRAME;
  frame.writeUInt32LE(body.length, LENGTH_AT);
  frame.writeUInt32LE(crc32(body), CHECKSUM_AT);
}

/** The body of the frame that begins there; throws when it is not whole. */
export function frameAt(bytes: Buffer, at: number): Buffer {
  if (bytes[at] !== FRAME) throw new Error(WRONG_CHECKSUM);
  const begin = at + START_BYTES;
  if (begin > bytes.length) throw new CutError();
  const end = begin + bytes.readUInt32LE(at + LENGTH_AT);
  if (end > bytes.length) throw new CutError();
  const body = bytes.subarray(begin, end);
  if (crc32(body) !== bytes.readUInt32LE(at + CHECKSUM_AT)) throw new Error(WRONG_CHECKSUM);
  return body;
}

const WRONG_CHECKSUM = "its checksum is wrong";
