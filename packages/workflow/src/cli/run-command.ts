import { readFileSync } from "node:fs";
import type { JobMetrics } from "../job/job-metrics.js";
import { jobMetrics } from "../job/job-metrics.js";
import type { TaskContext } from "../job/task-context.js";
import { allMetrics } from "../manifest/definitions.js";
import { loadMetrics } from "../manifest/load-metrics.js";
import type { JobSpecs, MetricSpec } from "../manifest/specs.js";
import type { RunArguments } from "./arguments.js";
import { deliver } from "./deliver.js";
import { PlainRegistry } from "./plain-registry.js";
import { type ProgramEnd, runProgram } from "./program.js";
import type { Terminal } from "./terminal.js";

/** The program failed: only what it leaves in the metrics matters, and its exit code. */
class ProgramFailure extends Error {
  readonly exitCode: number;
  readonly isMissing: boolean;

  constructor({ exitCode, isMissing }: ProgramEnd) {
    super(`exit code ${exitCode}`);
    this.exitCode = exitCode;
    this.isMissing = isMissing;
  }
}

/** Runs the program, delivers its metrics, and resolves with its exit code. */
export async function runCommand(options: RunArguments, terminal: Terminal): Promise<number> {
  const { parameters, substitution, prefix } = options;
  const specs = options.specs.map((file) => loadMetrics(file, { parameters, substitution }));
  const registry = new PlainRegistry();
  const metrics = jobMetrics({
    registry,
    specs,
    prefix,
    substitution,
    onError: ({ message }) => void terminal.stderr.write(`routemetrics-job: ${message}\n`),
  });
  const capture = [...allMetrics(specs)].some(mentionsResult);
  let exitCode = 0;
  const run = async (task: TaskContext) => {
    const end = await runProgram(options.program, terminal, capture);
    exitCode = end.exitCode;
    task.setExitCode(exitCode);
    if (end.output !== undefined) task.setResult(end.output);
    readOutputs(specs, options.task, task);
    if (exitCode !== 0) throw new ProgramFailure(end);
  };
  try {
    await runJob(metrics, options, run);
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
  }
  await deliver(registry, options, terminal.stderr);
  return exitCode;
}

function runJob(
  metrics: JobMetrics,
  options: RunArguments,
  run: (task: TaskContext) => Promise<void>,
): Promise<void> {
  const { task, workflow, inputs, parameters, labels, retries } = options;
  const taskOptions = { inputs, statusOf, ...(retries !== undefined && { retries }) };
  const details = { parameters, labels, statusOf };
  if (workflow === undefined) {
    return metrics.runTask(task as string, { ...taskOptions, ...details }, run);
  }
  return metrics.runWorkflow(workflow, details, (wf) =>
    task === undefined ? run(wf) : wf.task(task, taskOptions, run),
  );
}

/** What never ran is an error of the system, in Argo's words. */
function statusOf(error: unknown): "Failed" | "Error" {
  return error instanceof ProgramFailure && error.isMissing ? "Error" : "Failed";
}

function mentionsResult({ help, when, value, labels }: MetricSpec): boolean {
  const texts = [help, when, value, ...labels.map((label) => label.value)];
  return texts.some((text) => text.includes("outputs"));
}

/** Outputs that the manifest expects in files: `valueFrom.path`. */
function readOutputs(
  specs: readonly JobSpecs[],
  name: string | undefined,
  task: TaskContext,
): void {
  const templates = specs.flatMap(({ workflows, templates }) => [
    ...templates,
    ...workflows.flatMap((workflow) => workflow.templates),
  ]);
  const files = templates.find((template) => template.name === name)?.outputFiles ?? {};
  for (const [output, file] of Object.entries(files)) {
    try {
      task.setOutput(output, readFileSync(file, "utf8").replace(/[\r\n]+$/, ""));
    } catch {
      // Without its file an output keeps its default, or its metrics say that it is missing.
    }
  }
}
