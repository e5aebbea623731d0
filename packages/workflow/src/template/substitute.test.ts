import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { substitute } from "./substitute.js";

const file = new URL("../../test/fixtures/golden-template.json", import.meta.url);
const reference = JSON.parse(readFileSync(file, "utf8")) as {
  scope: Record<string, string>;
  cases: { s: string; out?: string }[];
};
const scope = new Map(Object.entries(reference.scope));

test.each(reference.cases)("substitutes $s as Argo does", ({ s, out }) => {
  if (out === undefined) expect(() => substitute(s, scope)).toThrow();
  else expect(substitute(s, scope)).toBe(out);
});

test.each([
  ["{{=inputs.parameters.zz ?? 'd'}}", "d"],
  ["{{=inputs?.zz?.deeper ?? 'd'}}", "d"],
  ["{{=asFloat('3')/3}}", "1"],
  ["{{=1e21}}", "1e+21"],
  ["{{=1e-7}}", "1e-7"],
  ["{{=2 ** 3 ** 2}}", "512"],
  ["{{=-2 ** 2}}", "-4"],
  ["{{=not (status == 'Failed') and true}}", "true"],
  ["{{=status not in ['Failed']}}", "true"],
  ["{{=workflow.labels.app}}", "thoth"],
  ["{{=status startsWith 'Su' ? len([1,2]) : 0}}", "2"],
  ["{{=round(-2.5)}}", "-3"],
  ["{{=sprig.trimSuffix('ed', status)}}", "Succeed"],
  ["{{=jsonpath('{\"a\":[5]}', '$.a[0]')}}", "5"],
  ["{{=[1, 2][-1]}}", "2"],
])("evaluates %s", (template, wanted) => {
  expect(substitute(template, scope)).toBe(wanted);
});

test.each([
  "{{=status.constructor}}",
  "{{=workflow.__proto__}}",
  "{{=workflow['constructor']['constructor']('return process')()}}",
  "{{=constructor}}",
  "{{=toString()}}",
  "{{={a: 1}.__proto__}}",
  "{{={__proto__: {a: 1}}.a}}",
  "{{=process.env}}",
  "{{=filter([1], # > 0)}}",
  "{{=[1] | len}}",
  "{{=1..3}}",
  "{{=let x = 1; x}}",
  "{{=inputs}}",
  "{{=1/0}}",
  "{{=int('x')}}",
  "{{=status + 1}}",
  `{{=${"(".repeat(400)}1${")".repeat(400)}}}`,
  `{{=${"!".repeat(900)}true}}`,
])("refuses %s", (template) => {
  expect(() => substitute(template, scope)).toThrow(/failed to evaluate expression/);
});

test("refuses values with control characters, as JSON would", () => {
  expect(() => substitute("{{x}}", new Map([["x", "a\u0000b"]]))).toThrow(/control characters/);
  expect(substitute("{{x}}", new Map([["x", 'a\n\t"\\<é']]))).toBe('a\n\t"\\<é');
});

test("does not scan values again", () => {
  expect(substitute("{{x}}", new Map([["x", "{{status}}"]]))).toBe("{{status}}");
});

test("answers patterns and replacements that would explode elsewhere", () => {
  const long = new Map([["x", "a".repeat(4000)]]);
  expect(substitute("{{=x matches '^(a+)+$' ? 1 : 0}}", long)).toBe("1");
  expect(() => substitute("{{=replace(x, 'a', x)}}", long)).toThrow(/too long/);
});
