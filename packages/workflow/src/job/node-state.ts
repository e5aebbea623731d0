import type { TemplateSpec } from "../manifest/specs.js";
import type { JobStatus, TextValue } from "./details.js";
import { Stopwatch } from "./stopwatch.js";
import { prefixed, texts, type WorkflowState } from "./workflow-state.js";

/** What is known of one node: a task, an attempt of it, or a workflow as a whole. */
export class NodeState {
  readonly clock: Stopwatch = new Stopwatch();
  readonly outputs: Map<string, string>;
  readonly #inputs: Readonly<Record<string, string>>;
  status: JobStatus | "Pending" | "Running" = "Pending";
  result: string | undefined;
  exitCode: number | undefined;
  retries: number | undefined;

  constructor(
    template: TemplateSpec | undefined,
    inputs: Readonly<Record<string, TextValue>> = {},
  ) {
    this.outputs = new Map(Object.entries(template?.outputs ?? {}));
    this.#inputs = { ...template?.inputs, ...texts(inputs) };
  }

  /** Takes over the end of the last attempt. */
  copyEnd(attempt: NodeState): void {
    this.status = attempt.status;
    this.result = attempt.result;
    this.exitCode = attempt.exitCode;
    for (const [name, value] of attempt.outputs) this.outputs.set(name, value);
  }

  /** All variables of a metric of this node; those that a node may lack are absent. */
  scope(workflow: WorkflowState): ReadonlyMap<string, string> {
    const pending = this.status === "Pending";
    const variables: [string, string | undefined][] = [
      ...workflow.variables(),
      ["status", this.status],
      ["duration", pending ? "0" : this.clock.seconds.toFixed(6)],
      ["resourcesDuration.cpu", "0"],
      ["resourcesDuration.memory", "0"],
      ["retries", this.retries?.toString()],
      ["exitCode", this.exitCode?.toString()],
      ["outputs.result", this.result],
      ...prefixed("inputs.parameters.", this.#inputs),
      ...prefixed("outputs.parameters.", Object.fromEntries(this.outputs)),
    ];
    return new Map(variables.filter((one): one is [string, string] => one[1] !== undefined));
  }
}
