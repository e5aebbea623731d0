import type { MetricSpec, TemplateSpec, WorkflowSpec } from "../manifest/specs.js";
import { type Emitter, Following } from "./emitter.js";
import type { SpecFinder } from "./find-specs.js";
import type { TaskOptions, WorkflowOptions } from "./job-options.js";
import { NodeState } from "./node-state.js";
import type { Reporter } from "./reporter.js";
import { type Outcome, runNode, unwrap } from "./run-node.js";
import { asText, type TaskContext } from "./task-context.js";
import { type TaskArguments, taskArguments, type WorkflowContext } from "./workflow-context.js";
import { WorkflowState } from "./workflow-state.js";

/** A task inside a workflow, or alone in one of its own. */
interface TaskRun {
  readonly name: string;
  readonly template: TemplateSpec | undefined;
  readonly metrics: readonly MetricSpec[];
  readonly options: TaskOptions;
  readonly workflow: WorkflowState;
  readonly following: Following;
  /** A task alone is all of its workflow: its status is the workflow's. */
  readonly alone: boolean;
}

/** Runs tasks and workflows and emits their metrics. */
export class JobRunner {
  readonly #finder: SpecFinder;
  readonly #emitter: Emitter;
  readonly #reporter: Reporter;
  readonly #emitsEach: boolean;

  constructor(finder: SpecFinder, emitter: Emitter, reporter: Reporter, emitsEach: boolean) {
    this.#finder = finder;
    this.#emitter = emitter;
    this.#reporter = reporter;
    this.#emitsEach = emitsEach;
  }

  /** Runs a task alone. Rejects with the task's own error only. */
  async runTask<T>(
    name: string,
    options: TaskOptions,
    run: (context: TaskContext) => T,
  ): Promise<Awaited<T>> {
    const found = this.#finder.task(name);
    const { common } = this.#finder;
    if (!found && common.length === 0) this.#unknown("template", name);
    const workflow = new WorkflowState(found?.of?.name || name, found?.of, options);
    const following = new Following();
    const outcome = await this.#attempts(
      {
        name,
        template: found?.template,
        metrics: [...(found?.template.metrics ?? []), ...common],
        options,
        workflow,
        following,
        alone: true,
      },
      run,
    );
    following.endWorkflow();
    return unwrap(outcome);
  }

  /** Runs a workflow, whose function runs tasks. Rejects with the function's own error only. */
  async runWorkflow<T>(
    name: string,
    options: WorkflowOptions,
    run: (workflow: WorkflowContext) => T,
  ): Promise<Awaited<T>> {
    const spec = this.#finder.workflow(name);
    const { common } = this.#finder;
    if (!spec && common.length === 0) this.#unknown("workflow", name);
    const workflow = new WorkflowState(options.name ?? name, spec, options);
    const entrypoint = spec?.templates.find((template) => template.name === spec.entrypoint);
    const node = new NodeState(entrypoint);
    const metrics = [...(spec?.metrics ?? []), ...common];
    const following = this.#emitter.begin(metrics, node, workflow);
    const ofEntrypoint = this.#emitter.begin(entrypoint?.metrics ?? [], node, workflow);
    const ran = new Set<string>();
    workflow.status = "Running";
    const outcome = await runNode(name, 1, node, options.statusOf, (context) =>
      run(this.#workflowContext(context, spec, workflow, following, ran)),
    );
    ofEntrypoint.endNode(following);
    // The entrypoint is the workflow itself here, unless it was run as a task of its own.
    if (entrypoint && !ran.has(entrypoint.name)) {
      this.#emitter.end(entrypoint.metrics, node, workflow);
    }
    workflow.clock.stop();
    workflow.status = node.status;
    this.#emitter.end(metrics, node, workflow);
    following.endWorkflow();
    return unwrap(outcome);
  }

  #workflowContext(
    context: TaskContext,
    spec: WorkflowSpec | undefined,
    workflow: WorkflowState,
    following: Following,
    ran: Set<string>,
  ): WorkflowContext {
    const taskRun = (name: string, options: TaskOptions): TaskRun => {
      const found = this.#finder.task(name, spec);
      if (!found) this.#unknown("template", name);
      if (found) ran.add(found.template.name);
      const metrics = found?.template.metrics ?? [];
      const template = found?.template;
      return { name, template, metrics, options, workflow, following, alone: false };
    };
    return {
      ...context,
      task: async <T>(name: string, ...rest: TaskArguments<T>): Promise<Awaited<T>> => {
        const [options, run] = taskArguments(rest);
        return unwrap(await this.#attempts(taskRun(name, options), run));
      },
      skipTask: (name, options = {}) => this.#skip(taskRun(name, options)),
      setOutput: (name, value) => {
        context.setOutput(name, value);
        workflow.outputs.set(name, asText(value));
      },
    };
  }

  /** All attempts of a task: each but the last emits for itself, the last one for the whole. */
  async #attempts<T>(
    task: TaskRun,
    run: (context: TaskContext) => T,
  ): Promise<Outcome<Awaited<T>>> {
    const { options, template, workflow } = task;
    const whole = new NodeState(template, options.inputs);
    const following = this.#emitter.begin(task.metrics, whole, workflow);
    if (task.alone) workflow.status = "Running";
    const retries = options.retries ?? 0;
    const first = options.attempt ?? 1;
    for (let retry = 0; ; retry += 1) {
      const attempt = new NodeState(template, options.inputs);
      const number = first + retry;
      const outcome = await runNode(task.name, number, attempt, options.statusOf, run);
      const isLast = outcome.ok || (retry >= retries && number >= (options.attempts ?? 1));
      if (outcome.ok || retry >= retries) {
        whole.copyEnd(attempt);
        whole.clock.stop();
        if (isLast && isRetried(task)) whole.retries = number - 1;
        following.endNode(task.following);
        if (task.alone) {
          workflow.clock.stop();
          workflow.status = whole.status;
        }
        this.#end(task, whole, isLast);
        return outcome;
      }
      this.#end(task, attempt, false);
    }
  }

  #end({ metrics, workflow }: TaskRun, node: NodeState, isLast: boolean): void {
    if (!isLast && !this.#emitsEach) return;
    // Only the end of all attempts knows how many there were.
    const due = isLast ? metrics : metrics.filter((spec) => !mentionsRetries(spec));
    this.#emitter.end(due, node, workflow);
  }

  #skip(task: TaskRun): void {
    const node = new NodeState(task.template, task.options.inputs);
    node.status = "Skipped";
    node.clock.stop();
    this.#emitter.end(task.metrics, node, task.workflow);
  }

  #unknown(kind: "workflow" | "template", name: string): void {
    this.#reporter.report(
      "",
      "unknown_job",
      `No manifest has a ${kind} ${JSON.stringify(name)}: the job runs without metrics.`,
    );
  }
}

/** True when there is something that counts attempts, here, elsewhere or in the manifest. */
function isRetried({ options, template }: TaskRun): boolean {
  return (
    options.retries !== undefined || options.attempts !== undefined || template?.retried === true
  );
}

function mentionsRetries({ help, when, value, labels }: MetricSpec): boolean {
  const texts = [help, when, value, ...labels.map((label) => label.value)];
  return texts.some((text) => /\{\{[^}]*\bretries\b/.test(text));
}
