import { crc32 } from "node:zlib";

/** Changes when older copies of this library could misread what this one writes. */
const FORMAT = 1;

/** What a process, or the total of those that have ended, leaves in a file. */
export interface Snapshot {
  /** Who is in the total already, newest last; empty in the snapshot of a process. */
  readonly folded: readonly string[];
  /** Each a family, or a part of one. */
  readonly lines: readonly string[];
}

/** The snapshot as text, with a checksum at its end. */
export function writeSnapshot({ folded, lines }: Snapshot): { text: string; checksum: number } {
  const body = `${[JSON.stringify({ format: FORMAT, folded }), ...lines].join("\n")}\n`;
  const checksum = crc32(body);
  return { text: `${body}${JSON.stringify({ checksum })}\n`, checksum };
}

/** Reads what `writeSnapshot` made; throws when anything about it is wrong. */
export function readSnapshot(text: string): Snapshot {
  const end = text.lastIndexOf("\n", text.length - 2) + 1;
  if (end === 0 || !text.endsWith("\n")) throw new Error("it is not complete");
  const { checksum } = parse(text.slice(end)) as { checksum?: number };
  const body = text.slice(0, end);
  if (checksum !== crc32(body)) throw new Error("its checksum is wrong");
  const [first, ...lines] = body.slice(0, -1).split("\n");
  const { format, folded } = parse(first as string) as { format?: unknown; folded?: string[] };
  if (format !== FORMAT) {
    throw new Error(`it has format ${String(format)} of another version, and not ${FORMAT}`);
  }
  return { folded: folded ?? [], lines };
}

function parse(line: string): object {
  try {
    return JSON.parse(line) as object;
  } catch {
    throw new Error("it is not complete");
  }
}
