import { expect, test } from "vitest";
import { toYaml } from "./yaml.js";

test("writes blocks whose first key stands beside the dash", () => {
  const value = {
    groups: [{ name: "a b", rules: [{ expr: "sum(x) > 1", size: 1.5 }, { ok: true }] }],
  };
  expect(toYaml(value)).toBe(`groups:
  - name: a b
    rules:
      - expr: "sum(x) > 1"
        size: 1.5
      - ok: true
`);
});

test.each([
  { given: "yes", written: '"yes"' },
  { given: "1", written: '"1"' },
  { given: "", written: '""' },
  { given: "a: b", written: '"a: b"' },
  { given: "a # b", written: '"a # b"' },
  { given: "two\nlines", written: '"two\\nlines"' },
  { given: 'a "quote" \\', written: '"a \\"quote\\" \\\\"' },
  { given: "plain text", written: "plain text" },
])("writes the text $given as $written", ({ given, written }) => {
  expect(toYaml({ key: given })).toBe(`key: ${written}\n`);
});

test("writes what is empty, and leaves out what is undefined", () => {
  expect(toYaml({ list: [], map: {}, gone: undefined })).toBe("list: []\nmap: {}\n");
});
