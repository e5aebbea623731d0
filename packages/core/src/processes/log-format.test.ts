import { beforeEach, expect, test } from "vitest";
import { collectLog, type Entry, readEntries } from "./log-format.js";

const entries = (count: number, text = "x"): Entry[] =>
  Array.from({ length: count }, (_, index) => [String(index), `"${text}${index}"`]);
let log: Buffer;

beforeEach(async () => {
  log = Buffer.concat([
    await collectLog(true, entries(3)),
    await collectLog(false, [
      ["1", '"é\\n@ 1"'],
      ["2", undefined],
    ]),
  ]);
});

/** What a log says in the end: of each key what was written last. */
async function readLog(bytes: Buffer) {
  const all = new Map<string, string>();
  const { damage } = await readEntries(bytes, (key, json) => {
    if (json === undefined) all.delete(key);
    else all.set(key, json);
  });
  return { entries: all, damage };
}

const told = ({ entries: all, damage }: Awaited<ReturnType<typeof readLog>>) => ({
  entries: Object.fromEntries(all),
  damage: damage?.message,
});

test("of each key the last entry stands", async () => {
  expect(told(await readLog(log))).toEqual({
    entries: { 0: '"x0"', 1: '"é\\n@ 1"' },
    damage: undefined,
  });
});

test("a log of many frames is whole", async () => {
  const text = "é".repeat(1000);
  const long = await collectLog(true, entries(500, text));
  const { entries: all, damage } = await readLog(long);
  expect(damage).toBeUndefined();
  expect([...all]).toEqual(entries(500, text));
});

test("whatever is cut off is told, and what is before it stands", async () => {
  const first = await collectLog(true, entries(3));
  const whole = told(await readLog(first));
  const lengths = Array.from({ length: log.length }, (_, length) => length);
  for (const length of lengths) {
    const { entries: all, damage } = told(await readLog(log.subarray(0, length)));
    if (length === first.length) expect(damage).toBeUndefined();
    else if (length !== first.indexOf("\n") + 1) expect(damage).toBe("it is not complete");
    expect(all).toEqual(length < first.length ? {} : whole.entries);
  }
});

test("no changed byte goes unnoticed", async () => {
  const sound = told(await readLog(log));
  for (let at = 0; at < log.length; at++) {
    const damaged = Buffer.from(log);
    damaged[at] = (damaged[at] as number) ^ 1;
    const { entries: all, damage } = told(await readLog(damaged));
    expect(damage, `byte ${at}`).toBeDefined();
    const [first, both] = [told(await readLog(await collectLog(true, entries(3)))), sound];
    expect([{}, first.entries, both.entries]).toContainEqual(all);
  }
});

test.each([
  ["", "it is not complete"],
  ['{"format":1,"folded":[]}\n', /format 1 of another version/],
  ["null\n", /format undefined/],
  ["{\n", /does not begin/],
  ['{"format":2}\n@5 0\n0 "x"\n', /does not begin/],
])("%j is no log", async (text, damage) => {
  expect(told(await readLog(Buffer.from(text)))).toEqual({
    entries: {},
    damage: expect.stringMatching(damage),
  });
});

test("what is no frame ends a log", async () => {
  const { entries: all, damage } = told(
    await readLog(Buffer.concat([log, Buffer.from('0 "x"\n')])),
  );
  expect([all, damage]).toEqual([{ 0: '"x0"', 1: '"é\\n@ 1"' }, "its checksum is wrong"]);
});
