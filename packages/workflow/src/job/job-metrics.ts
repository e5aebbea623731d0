import { AsyncLocalStorage } from "node:async_hooks";
import { type MeasuringDecorator, type RegistryLike, registryOf } from "@routemetrics/core";
import { allMetrics, checkDefinitions } from "../manifest/definitions.js";
import type { JobSpecs } from "../manifest/specs.js";
import { decorator, wrapped } from "./decorator.js";
import { Emitter } from "./emitter.js";
import { registerFamilies } from "./families.js";
import { SpecFinder } from "./find-specs.js";
import {
  checkJobOptions,
  type JobMetricsOptions,
  type TaskOptions,
  type WorkflowOptions,
} from "./job-options.js";
import { JobRunner } from "./job-runner.js";
import { Reporter } from "./reporter.js";
import type { TaskContext } from "./task-context.js";
import { type TaskArguments, taskArguments, type WorkflowContext } from "./workflow-context.js";

/** Runs jobs and emits the metrics that manifests declare for them. */
export interface JobMetrics {
  readonly registry: RegistryLike;
  /** Runs a task alone; its template is found by name. Rejects with the task's own error. */
  runTask<T>(name: string, ...rest: TaskArguments<T>): Promise<Awaited<T>>;
  /** Runs a workflow, whose function runs its tasks. Rejects with the function's own error. */
  runWorkflow<T>(
    name: string,
    ...rest:
      | readonly [run: (workflow: WorkflowContext) => T]
      | readonly [options: WorkflowOptions, run: (workflow: WorkflowContext) => T]
  ): Promise<Awaited<T>>;
  /** The function as a task; arguments, `this`, name and `length` are kept, it returns a promise. */
  wrap<This, Args extends unknown[], T>(
    name: string,
    run: (this: This, ...args: Args) => T,
  ): (this: This, ...args: Args) => Promise<Awaited<T>>;
  /** Decorates an async method as a task, by the standard or by `experimentalDecorators`. */
  task(name: string, options?: TaskOptions): MeasuringDecorator;
  /** Decorates an async method as a workflow. */
  workflow(name: string, options?: WorkflowOptions): MeasuringDecorator;
  /** The innermost task or workflow that is running here; undefined outside. */
  current(): TaskContext | undefined;
}

/**
 * Makes the metrics of manifests and runs jobs that emit them. Throws when manifests
 * contradict each other or the registry; nothing is ever thrown into a job.
 */
export function jobMetrics(options: JobMetricsOptions): JobMetrics {
  checkJobOptions(options);
  const { prefix = "", ttl, maxSeries } = options;
  const registry = registryOf(options.registry) as RegistryLike;
  const specs = ([] as JobSpecs[]).concat(options.specs as JobSpecs);
  const metrics = allMetrics(specs);
  checkDefinitions(metrics);
  const families = registerFamilies(metrics, registry, { prefix, ttl, maxSeries });
  const reporter = new Reporter(registry, options.onError);
  const emitter = new Emitter(families, reporter, options.substitution ?? "bound");
  const runner = new JobRunner(new SpecFinder(specs), emitter, reporter, options.emit !== "final");
  const running = new AsyncLocalStorage<TaskContext>();
  const inside =
    <C extends TaskContext, T>(run: (context: C) => T) =>
    (context: C): T =>
      running.run(context, run, context);

  const m: JobMetrics = {
    registry,
    runTask(name, ...rest) {
      const [taskOptions, run] = taskArguments(rest);
      return runner.runTask(name, taskOptions, inside(run));
    },
    runWorkflow(name, ...rest) {
      const [workflowOptions, run] = taskArguments(rest);
      return runner.runWorkflow(name, workflowOptions, inside(run));
    },
    wrap: (name, run) => wrapped(run, (call) => m.runTask(name, call)),
    task: (name, taskOptions = {}) =>
      decorator((method) => wrapped(method, (call) => m.runTask(name, taskOptions, call))),
    workflow: (name, workflowOptions = {}) =>
      decorator((method) => wrapped(method, (call) => m.runWorkflow(name, workflowOptions, call))),
    current: () => running.getStore(),
  };
  return m;
}
