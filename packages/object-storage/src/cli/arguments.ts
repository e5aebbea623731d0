import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { MetricsError } from "@routemetrics/core";
import { milliseconds } from "../duration.js";
import type { ObjectStore } from "../object-store.js";
import { objectStore } from "../open-store.js";

export const USAGE = `Usage: routemetrics-dump <command> [options]

Commands
  list                    ids of the dumps, in the order of their keys
  get <id>                one object, unpacked, on standard output
  merge                   all dumps as one OpenMetrics text, for
                          promtool tsdb create-blocks-from openmetrics
  verify                  reads every dump and names those that are broken
  prune                   deletes old dumps (--keep, --older-than)

Which dumps
  --job NAME              only this job
  --instance NAME         only this instance
  --from TIME, --to TIME  2026-11-22, 2026-11-22T10:00:00Z, seconds since
                          1970, or 3h for three hours ago; --to is excluded

Where
  --store PLACE           s3://bucket/prefix, or a folder; default: the
                          bucket that the environment names
  --endpoint URL          of the S3 server, instead of the environment's
  --region NAME

Others
  --keep N                prune: the newest N of each instance stay
  --older-than AGE        prune: what is older goes: 12h, 30d
  --dry-run               prune: only name what would go
  --raw                   get: as it is stored
`;

/** A mistake in the command line: exit code 2. */
export class UsageError extends Error {}

const OPTIONS = {
  job: { type: "string" },
  instance: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  store: { type: "string" },
  endpoint: { type: "string" },
  region: { type: "string" },
  keep: { type: "string" },
  "older-than": { type: "string" },
  "dry-run": { type: "boolean" },
  raw: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

type Values = Partial<Record<Exclude<keyof typeof OPTIONS, "dry-run" | "raw" | "help">, string>> &
  Partial<Record<"dry-run" | "raw" | "help", boolean>>;

/** The options that a command does not read are refused, not ignored. */
const SELECTION = ["job", "instance", "from", "to"];
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  list: SELECTION,
  get: ["raw"],
  merge: SELECTION,
  verify: SELECTION,
  prune: ["job", "instance", "keep", "older-than", "dry-run"],
};
const PLACE = ["store", "endpoint", "region", "help"];

export interface Arguments {
  readonly command: string;
  readonly operands: readonly string[];
  readonly values: Values;
}

export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  const [command = "", ...operands] = positionals;
  if (values.help || command === "help") return { command: "help", operands, values };
  const accepted = ACCEPTED[command];
  if (accepted === undefined) {
    throw new UsageError(command === "" ? "no command" : `unknown command "${command}"`);
  }
  const strange = Object.keys(values).find((name) => ![...accepted, ...PLACE].includes(name));
  if (strange !== undefined) throw new UsageError(`${command} does not take --${strange}`);
  const expected = command === "get" ? 1 : 0;
  if (operands.length !== expected) {
    throw new UsageError(`${command} takes ${expected === 0 ? "no operands" : "one id"}`);
  }
  return { command, operands, values };
}

function parse(argv: readonly string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export function openStore({ store, endpoint, region }: Values): ObjectStore {
  const options = { ...(endpoint && { endpoint }), ...(region && { region }) };
  if (store === undefined) return objectStore.fromEnv(options);
  const s3 = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(store);
  if (s3?.[1] !== undefined) {
    return objectStore.fromEnv({ ...options, bucket: s3[1], prefix: s3[2] ?? "" });
  }
  if (store.startsWith("file:")) return objectStore({ directory: fileURLToPath(store) });
  if (store.includes("://")) throw new UsageError(`--store ${store} is neither s3:// nor a folder`);
  return objectStore({ directory: store });
}

/** A moment: a date, seconds since 1970, or a duration before now. */
export function parseTime(text: string | undefined, option: string): Date | undefined {
  if (text === undefined) return undefined;
  if (/^\d{5,}(\.\d+)?$/.test(text)) return new Date(Number(text) * 1000);
  if (/^[\d.]+(ms|[smhd])$/.test(text)) return new Date(Date.now() - milliseconds(text, option));
  const date = new Date(text);
  if (/^\d{4}-\d\d/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new UsageError(`${option} ${text} is no time: give 2026-11-22T10:00:00Z, seconds, or 3h`);
}

export function parseCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--keep ${text} is no number above 0`);
}

/** What the user can mend, by its message alone; everything else with its stack. */
export function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\nTry: routemetrics-dump --help`;
  return error instanceof MetricsError ? error.message : String((error as Error)?.stack ?? error);
}
