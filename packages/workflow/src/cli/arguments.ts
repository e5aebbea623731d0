import { parseArgs } from "node:util";

export const USAGE = `routemetrics-job: the metrics that a manifest declares, for any program

  routemetrics-job run --spec FILE [options] -- PROGRAM [ARGUMENT…]
      Runs the program, passes its output and signals on, and ends with its exit code.
      --spec FILE            manifest; may be repeated
      --task NAME            template whose metrics are emitted
      --workflow NAME        workflow whose metrics are emitted; with --task the task runs inside it
      --push URL             Pushgateway to push to at the end
      --push-job NAME        job of the group there (default: the name of the workflow or task)
      --group NAME=VALUE     further label of the group; may be repeated
      --dump PLACE           folder, or s3://BUCKET/PREFIX, to dump the metrics to
      --timeout SECONDS      what pushing and dumping may take (default: 10)
      --prefix TEXT          before every metric's name, such as argo_workflows_
      --input NAME=VALUE     inputs.parameters.NAME
      --parameter NAME=VALUE workflow.parameters.NAME, and \${NAME} of OpenShift templates
      --label NAME=VALUE     workflow.labels.NAME
      --retries N            run a failing program again, N times at most
      --substitution text    splice values into conditions as Argo does

  routemetrics-job validate FILE… [--parameter NAME=VALUE] [--substitution text]
      Checks manifests; ends with 1 when there are faults.
`;

/** A command line that cannot be understood: exit code 2. */
export class UsageError extends Error {}

const OPTIONS = {
  spec: { type: "string", multiple: true },
  task: { type: "string" },
  workflow: { type: "string" },
  push: { type: "string" },
  "push-job": { type: "string" },
  group: { type: "string", multiple: true },
  dump: { type: "string" },
  timeout: { type: "string" },
  prefix: { type: "string" },
  input: { type: "string", multiple: true },
  parameter: { type: "string", multiple: true },
  label: { type: "string", multiple: true },
  retries: { type: "string" },
  substitution: { type: "string" },
} as const;

type Pairs = Readonly<Record<string, string>>;

export interface RunArguments {
  readonly specs: readonly string[];
  readonly task: string | undefined;
  readonly workflow: string | undefined;
  readonly push: string | undefined;
  readonly pushJob: string;
  readonly group: Pairs;
  readonly dump: string | undefined;
  /** Seconds. */
  readonly timeout: number;
  readonly prefix: string;
  readonly inputs: Pairs;
  readonly parameters: Pairs;
  readonly labels: Pairs;
  readonly retries: number | undefined;
  readonly substitution: "bound" | "text";
  readonly program: readonly [string, ...string[]];
}

export interface ValidateArguments {
  readonly files: readonly string[];
  readonly parameters: Pairs;
  readonly substitution: "bound" | "text";
}

/** The arguments of `run`; everything after `--` is the program's. */
export function parseRun(argv: readonly string[]): RunArguments {
  const end = argv.indexOf("--");
  const [file, ...rest] = end < 0 ? [] : argv.slice(end + 1);
  if (file === undefined) throw new UsageError("run: put the program after --");
  const { values, positionals } = parse(argv.slice(0, end));
  if (positionals[0] !== undefined) {
    throw new UsageError(`run: ${positionals[0]} is no option; put the program after --`);
  }
  const { task, workflow, spec = [] } = values;
  const name = workflow ?? task;
  if (spec.length === 0) throw new UsageError("run: give a manifest with --spec");
  if (name === undefined) throw new UsageError("run: give --task or --workflow");
  return {
    specs: spec,
    task,
    workflow,
    push: values.push,
    pushJob: values["push-job"] ?? name,
    group: pairs("group", values.group),
    dump: values.dump,
    timeout: number("timeout", values.timeout) ?? 10,
    prefix: values.prefix ?? "",
    inputs: pairs("input", values.input),
    parameters: pairs("parameter", values.parameter),
    labels: pairs("label", values.label),
    retries: number("retries", values.retries),
    substitution: substitution(values.substitution),
    program: [file, ...rest],
  };
}

export function parseValidate(argv: readonly string[]): ValidateArguments {
  const { values, positionals } = parse(argv);
  const files = [...(values.spec ?? []), ...positionals];
  if (files.length === 0) throw new UsageError("validate: give at least one manifest");
  return {
    files,
    parameters: pairs("parameter", values.parameter),
    substitution: substitution(values.substitution),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function pairs(option: string, texts: readonly string[] = []): Pairs {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new UsageError(`--${option} ${text}: write NAME=VALUE`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new UsageError(`--${option} ${text}: write a number`);
  return Number(text);
}

function substitution(text = "bound"): "bound" | "text" {
  if (text === "bound" || text === "text") return text;
  throw new UsageError(`--substitution ${text}: write bound or text`);
}
