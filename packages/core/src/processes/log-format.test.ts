import { beforeEach, expect, test } from "vitest";
import { collectLogNow, RECORD } from "./log-buffer.js";
import { readLog } from "./log-reading.js";

type Entry = readonly [number: number, text: string];

const entries = (count: number, text = "x"): Entry[] =>
  Array.from({ length: count }, (_, index) => [index, `${text}${index}`]);
let log: Buffer;

beforeEach(() => {
  log = Buffer.concat([
    logOf(true, entries(3)),
    logOf(false, [
      [1, "é\n@ 1"],
      [2, ""],
    ]),
  ]);
});

/** A log of heads; those without text are gone. */
function logOf(isNew: boolean, heads: readonly Entry[]): Buffer {
  return collectLogNow(isNew, function* (buffer) {
    for (const [number, text] of heads) {
      yield text === ""
        ? buffer.add(RECORD.headGone, number)
        : buffer.add(RECORD.head, number, text);
    }
  });
}

/** What a log says in the end: of each number what was written last. */
async function read(bytes: Buffer) {
  const all = new Map<number, string>();
  const { damage } = await readLog(bytes, (record) => {
    if (record.kind === RECORD.headGone) all.delete(record.number);
    else all.set(record.number, record.open().text());
  });
  return { entries: all, damage };
}

const told = ({ entries: all, damage }: Awaited<ReturnType<typeof read>>) => ({
  entries: Object.fromEntries(all),
  damage: damage?.message,
});

test("of each number the last record stands", async () => {
  expect(told(await read(log))).toEqual({
    entries: { 0: "x0", 1: "é\n@ 1" },
    damage: undefined,
  });
});

test("a log of many frames is whole", async () => {
  const text = "é".repeat(1000);
  const long = logOf(true, entries(500, text));
  const { entries: all, damage } = await read(long);
  expect(damage).toBeUndefined();
  expect([...all]).toEqual(entries(500, text));
});

test("whatever is cut off is told, and what is before it stands", async () => {
  const first = logOf(true, entries(3));
  const whole = told(await read(first));
  const lengths = Array.from({ length: log.length }, (_, length) => length);
  for (const length of lengths) {
    const { entries: all, damage } = told(await read(log.subarray(0, length)));
    if (length === first.length) expect(damage).toBeUndefined();
    else if (length !== first.indexOf("\n") + 1) expect(damage).toBe("it is not complete");
    expect(all).toEqual(length < first.length ? {} : whole.entries);
  }
});

test("no changed byte goes unnoticed", async () => {
  const sound = told(await read(log));
  for (let at = 0; at < log.length; at++) {
    const damaged = Buffer.from(log);
    damaged[at] = (damaged[at] as number) ^ 1;
    const { entries: all, damage } = told(await read(damaged));
    expect(damage, `byte ${at}`).toBeDefined();
    const [first, both] = [told(await read(logOf(true, entries(3)))), sound];
    expect([{}, first.entries, both.entries]).toContainEqual(all);
  }
});

test.each([
  ["", "it is not complete"],
  ['{"format":1,"folded":[]}\n', /format 1 of another version/],
  ["null\n", /format undefined/],
  ["{\n", /does not begin/],
  ['{"format":2,"log":"0"}\n', /format 2 of another version/],
  ['{"format":3}\n@5 0\n0 "x"\n', /does not begin/],
])("%j is no log", async (text, damage) => {
  expect(told(await read(Buffer.from(text)))).toEqual({
    entries: {},
    damage: expect.stringMatching(damage),
  });
});

test("what is no frame ends a log", async () => {
  const { entries: all, damage } = told(await read(Buffer.concat([log, Buffer.from('0 "x"\n')])));
  expect([all, damage]).toEqual([{ 0: "x0", 1: "é\n@ 1" }, "its checksum is wrong"]);
});
