import type { TaskOptions } from "./job-options.js";
import type { TaskContext } from "./task-context.js";

/** A task's function, with options before it or without. */
export type TaskArguments<T> =
  | readonly [run: (context: TaskContext) => T]
  | readonly [options: TaskOptions, run: (context: TaskContext) => T];

/** What the function of a workflow runs its tasks with; `setOutput` is also `workflow.outputs.parameters.*`. */
export interface WorkflowContext extends TaskContext {
  /** Runs a task of this workflow. Rejects with the task's own error. */
  task<T>(name: string, ...rest: TaskArguments<T>): Promise<Awaited<T>>;
  /** Notes that a task was not necessary. */
  skipTask(name: string, options?: TaskOptions): void;
}

export function taskArguments<O, F>(
  rest: readonly [run: F] | readonly [options: O, run: F],
): readonly [O, F] {
  return rest.length === 1 ? [{} as O, rest[0]] : rest;
}
