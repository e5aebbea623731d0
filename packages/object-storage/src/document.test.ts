import { expect, test } from "vitest";
import { decodeDocument, encodeDocument, encodeInPieces } from "./document.js";

test.each([
  { given: "sorted keys", value: { b: 1, a: 2 }, written: '{\n  "a": 2,\n  "b": 1\n}' },
  {
    given: "nesting",
    value: { a: [{ b: [] }, {}] },
    written: '{\n  "a": [\n    {\n      "b": []\n    },\n    {}\n  ]\n}',
  },
  {
    given: "escapes",
    value: 'é"\\\n\u007f😀',
    written: '"\\u00e9\\"\\\\\\n\\u007f\\ud83d\\ude00"',
  },
  {
    given: "small floats",
    value: [0.0001, 0.00001, 1.5e-7, -2e-10],
    written: "[\n  0.0001,\n  1e-05,\n  1.5e-07,\n  -2e-10\n]",
  },
  {
    given: "no numbers",
    value: [Number.NaN, Infinity, -Infinity],
    written: "[\n  NaN,\n  Infinity,\n  -Infinity\n]",
  },
  {
    given: "a date and what is undefined",
    value: { at: new Date(0), no: undefined },
    written: '{\n  "at": "1970-01-01T00:00:00.000Z"\n}',
  },
])("writes $given as Python does", ({ value, written }) => {
  expect(encodeDocument(value)).toBe(written);
});

test.each(["undefined", "a function", "a cycle"])("refuses %s", (what) => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const value = { undefined: undefined, "a function": () => 1, "a cycle": cycle }[what];
  expect(() => encodeDocument(value)).toThrow(
    expect.objectContaining({ code: "RM_ERR_INVALID_VALUE" }),
  );
});

test("reads the literals that Python writes, outside of strings only", () => {
  const text = '{"a": NaN, "b": [Infinity, -Infinity], "NaN": "-Infinity \\" NaN"}';
  expect(decodeDocument(text)).toEqual({
    a: Number.NaN,
    b: [Infinity, -Infinity],
    NaN: '-Infinity " NaN',
  });
  expect(() => decodeDocument('{"a": NaNcy}')).toThrow(SyntaxError);
});

test.each([
  {},
  [],
  { b: [], a: {} },
  { timestamp: 1.5, families: [{ name: "a", samples: [{ value: 1, labels: { k: "é" } }] }] },
  { a: [[[[[[1, { z: 1, a: [2] }]]]]]], date: new Date(0), none: undefined, f: () => 1 },
  [undefined, null, Number.NaN, -Infinity, "\u007f", 1e-7],
])("in pieces it is the same text: %j", (document) => {
  expect([...encodeInPieces(document)].join("")).toBe(encodeDocument(document));
});

test("no piece of a dump is longer than one sample", () => {
  const samples = Array.from({ length: 1000 }, (_, n) => ({ name: "a", labels: { n: `${n}` }, n }));
  const lengths = Array.from(encodeInPieces({ families: [{ name: "a", samples }] }), (piece) => {
    return piece.length;
  });
  expect(Math.max(...lengths)).toBeLessThan(200);
});
