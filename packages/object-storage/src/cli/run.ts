import { once } from "node:events";
import type { Writable } from "node:stream";
import { keyPart } from "../dump-id.js";
import { type MergeOptions, mergeDumps } from "../merge-dumps.js";
import type { ObjectStore } from "../object-store.js";
import { type DumpSelection, readDump, selectDumps, verifyDump } from "../read-dump.js";
import { prune } from "../retention.js";
import {
  type Arguments,
  explain,
  openStore,
  parseArguments,
  parseCount,
  parseTime,
  USAGE,
  UsageError,
} from "./arguments.js";
import { createProgress } from "./progress.js";

export interface Terminal {
  readonly stdout: Writable;
  readonly stderr: NodeJS.WriteStream;
}

/** Runs one command; resolves with the exit code: 1 when something failed or is broken, 2 for a wrong command line. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const args = parseArguments(argv);
    if (args.command === "help") {
      terminal.stdout.write(USAGE);
      return 0;
    }
    return await runCommand(args, openStore(args.values), terminal);
  } catch (error) {
    terminal.stderr.write(`routemetrics-dump: ${explain(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runCommand(
  { command, operands, values }: Arguments,
  store: ObjectStore,
  terminal: Terminal,
): Promise<number> {
  if (command === "get") return get(store, operands[0] as string, values.raw === true, terminal);
  if (command === "prune") return runPrune(store, values, terminal);
  const from = parseTime(values.from, "--from");
  const to = parseTime(values.to, "--to");
  const selection: DumpSelection = {
    ...(values.job !== undefined && { job: values.job }),
    ...(values.instance !== undefined && { instance: values.instance }),
    ...(from && { from }),
    ...(to && { to }),
  };
  if (command === "list") return list(store, selection, terminal);
  return command === "merge"
    ? merge(store, selection, terminal)
    : verify(store, selection, terminal);
}

async function list(store: ObjectStore, selection: DumpSelection, { stdout }: Terminal) {
  for await (const { id } of selectDumps(store, selection)) await print(stdout, `${id}\n`);
  return 0;
}

async function get(store: ObjectStore, id: string, raw: boolean, { stdout }: Terminal) {
  await print(stdout, raw ? await store.retrieveBlob(id) : await readDump(store, id));
  return 0;
}

async function merge(store: ObjectStore, selection: DumpSelection, terminal: Terminal) {
  const { stdout, stderr } = terminal;
  const progress = createProgress(stderr, "Reading dumps");
  let broken = 0;
  const options: MergeOptions = {
    ...selection,
    onProgress: progress.show,
    onError({ message }) {
      broken += 1;
      progress.clear();
      stderr.write(`routemetrics-dump: left out: ${message}\n`);
    },
  };
  for await (const text of mergeDumps(store, options)) {
    progress.clear();
    await print(stdout, text);
  }
  return broken === 0 ? 0 : 1;
}

async function verify(store: ObjectStore, selection: DumpSelection, terminal: Terminal) {
  const { stdout, stderr } = terminal;
  const dumps = [];
  for await (const dump of selectDumps(store, selection)) dumps.push(dump);
  const progress = createProgress(stderr, "Verifying");
  let broken = 0;
  for (const [index, { id, dump }] of dumps.entries()) {
    try {
      await verifyDump(store, id, dump);
    } catch (error) {
      broken += 1;
      progress.clear();
      stderr.write(`${explain(error)}\n`);
    }
    progress.show(index + 1, dumps.length);
  }
  progress.clear();
  await print(stdout, `${dumps.length - broken} of ${dumps.length} dumps can be read\n`);
  return broken === 0 ? 0 : 1;
}

async function runPrune(store: ObjectStore, values: Arguments["values"], { stdout }: Terminal) {
  const keep = parseCount(values.keep);
  const olderThan = values["older-than"];
  if (keep === undefined && olderThan === undefined) {
    throw new UsageError("prune needs --keep, --older-than, or both");
  }
  const pruned = prune(store, {
    ...(keep !== undefined && { keep }),
    ...(olderThan !== undefined && { olderThan }),
    ...(values.job !== undefined && { prefix: `${keyPart(values.job)}/` }),
    ...(values.instance !== undefined && { instance: keyPart(values.instance) }),
    dryRun: values["dry-run"] === true,
  });
  for await (const id of pruned) {
    await print(stdout, `${values["dry-run"] ? "would delete" : "deleted"} ${id}\n`);
  }
  return 0;
}

async function print(stdout: Writable, data: string | Uint8Array): Promise<void> {
  if (!stdout.write(data)) await once(stdout, "drain");
}
