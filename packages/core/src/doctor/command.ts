import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { MetricsError } from "../errors.js";
import { checkDiagnoseOptions, type DiagnoseOptions } from "./diagnose.js";
import { diagnoseExposition } from "./diagnose-exposition.js";
import { type FetchOptions, fetchExposition } from "./fetch-exposition.js";
import { FINDINGS, type FindingCode } from "./finding.js";
import { report } from "./report.js";

export const USAGE = `Usage: routemetrics-doctor <url | file | -> [options]

Reads metrics in the Prometheus text format or OpenMetrics, from any service, and says what hurts.
Exit code: 0 nothing hurts (notes aside), 1 something does, 2 the metrics could not be read.

  --again <seconds>      read the address again: what grows, stands still or goes back
  --limit <count>        label sets that one metric may have, default 10000
  --slo <seconds>        your objective for the duration of requests
  --header <name: value> sent along, such as "Authorization: Bearer …"; may be repeated
  --timeout <seconds>    until the answer must be there, default 10
  --ignore <code>        leave a kind of finding out; may be repeated
  --json                 findings as JSON
  --help
`;

const FLAGS = {
  again: { type: "string" },
  limit: { type: "string" },
  slo: { type: "string" },
  header: { type: "string", multiple: true },
  timeout: { type: "string", default: "10" },
  ignore: { type: "string", multiple: true },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** What the command has to say, and how it ends. */
export interface DoctorResult {
  readonly output: string;
  readonly exitCode: 0 | 1;
}

/** Runs the command; rejects when nothing could be examined. */
export async function runDoctor(args: readonly string[]): Promise<DoctorResult> {
  const { values, positionals } = parse(args);
  if (values.help) return { output: USAGE, exitCode: 0 };
  const [source, ...others] = positionals;
  if (source === undefined || others.length > 0) throw misuse("give one url, one file, or -");
  const options = diagnoseOptions(values);
  checkDiagnoseOptions(options);
  const ignored = new Set((values.ignore ?? []).map(knownCode));
  const fetching: FetchOptions = {
    headers: Object.fromEntries((values.header ?? []).map(readHeader)),
    timeout: readNumber("timeout", values.timeout),
  };
  const readings = await read(source, options.again, fetching);
  const { families, findings: all } = diagnoseExposition(readings, options);
  if (families.length === 0) throw noMetrics(source);
  const findings = all.filter(({ code }) => !ignored.has(code));
  const output = values.json
    ? `${JSON.stringify({ source, findings }, undefined, 2)}\n`
    : report(families, findings);
  return { output, exitCode: findings.some(({ severity }) => severity !== "info") ? 1 : 0 };
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw misuse((error as Error).message);
  }
}

async function read(
  source: string,
  again: number | undefined,
  options: FetchOptions,
): ReturnType<typeof readTwice> {
  if (again === undefined) return [await fetchExposition(source, options)];
  if (!/^https?:/.test(source)) throw misuse("--again needs a url: a file does not change");
  return readTwice(source, again, options);
}

async function readTwice(
  source: string,
  again: number,
  options: FetchOptions,
): Promise<Parameters<typeof diagnoseExposition>[0]> {
  const first = await fetchExposition(source, options);
  await sleep(again * 1000);
  return [first, await fetchExposition(source, options)];
}

function diagnoseOptions({ again, limit, slo }: Values): DiagnoseOptions {
  return {
    ...(again !== undefined && { again: readNumber("again", again) }),
    ...(limit !== undefined && { limit: readNumber("limit", limit) }),
    ...(slo !== undefined && { slo: readNumber("slo", slo) }),
  };
}

function readNumber(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0))
    throw misuse(`--${flag} is "${text}", not a number above 0`);
  return value;
}

function readHeader(text: string): [string, string] {
  const [, name, value] = /^([\w-]+):\s*(.+)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value];
  // What stands behind the colon may be a secret.
  throw misuse(`--header takes "Name: value", not "${text.split(":", 1)[0]}…"`);
}

function knownCode(code: string): FindingCode {
  if (Object.hasOwn(FINDINGS, code)) return code as FindingCode;
  throw misuse(`--ignore is "${code}": it takes ${Object.keys(FINDINGS).join(", ")}`);
}

function misuse(problem: string): MetricsError {
  return new MetricsError("RM_ERR_INVALID_OPTION", `${problem}.`);
}

function noMetrics(source: string): MetricsError {
  const problem = "it has no metrics: is it the right address?";
  return new MetricsError("RM_ERR_DOCTOR", `${source.replace(/\/\/[^/@]*@/, "//")}: ${problem}`);
}
