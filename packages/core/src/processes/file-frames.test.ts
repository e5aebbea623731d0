import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFileFrames } from "./file-frames.js";
import { collectLogNow, RECORD } from "./log-buffer.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "file-frames-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Texts short and long, one of them longer than what is read at once. */
const texts = Array.from({ length: 3000 }, (_, index) =>
  `${index} é`.repeat(index === 2000 ? 50_000 : (index % 40) + 1),
);
const frames = collectLogNow(false, function* (log) {
  for (const [index, text] of texts.entries()) yield log.add(RECORD.head, index, text);
});

async function read(bytes: Buffer, from = 0, to = bytes.length) {
  const path = join(folder, "log");
  writeFileSync(path, bytes);
  const file = await open(path);
  try {
    const found: string[] = [];
    const { end, damage } = await readFileFrames(file, from, to, (record) => {
      found[record.number] = record.open().text();
    });
    return { found, end, damage: damage?.message };
  } finally {
    await file.close();
  }
}

test("a log that is longer than a piece is read as a whole", async () => {
  expect(await read(frames)).toEqual({ found: texts, end: frames.length, damage: undefined });
  const after = await read(Buffer.concat([Buffer.from("header"), frames]), "header".length);
  expect(after).toEqual({ found: texts, end: frames.length + 6, damage: undefined });
});

test.each([0.001, 0.1, 0.5, 0.9, 0.9999])("what is cut at %d is read up to there", async (part) => {
  const cut = frames.subarray(0, Math.floor(frames.length * part));
  const { found, end, damage } = await read(cut);
  expect(damage).toBe("it is not complete");
  expect(found).toEqual(texts.slice(0, found.length));
  expect(end).toBeLessThanOrEqual(cut.length);
  // Later it goes on there.
  const rest = await read(frames, end);
  expect(rest.damage).toBeUndefined();
  expect(rest.found.slice(found.length)).toEqual(texts.slice(found.length));
});

test("a byte that is wrong ends the reading, in whichever piece it is", async () => {
  for (let at = 5; at < frames.length; at += Math.floor(frames.length / 20)) {
    const damaged = Buffer.from(frames);
    damaged[at] = (damaged[at] as number) ^ 1;
    const { found, end, damage } = await read(damaged);
    expect(damage).toBeDefined();
    expect(end).toBeLessThanOrEqual(at);
    expect(found).toEqual(texts.slice(0, found.length));
  }
});

test("nothing is read beyond where the log ended when it was looked at", async () => {
  const more = collectLogNow(false, (log) => [log.add(RECORD.head, texts.length, "more")]);
  const { found, end } = await read(Buffer.concat([frames, more]), 0, frames.length);
  expect([found.length, end]).toEqual([texts.length, frames.length]);
});
