import type { JobStatus } from "./details.js";
import type { NodeState } from "./node-state.js";
import { type TaskContext, taskContext } from "./task-context.js";

/** Decides between Failed and Error; its own errors count as Failed. */
export type StatusOf = (error: unknown) => "Failed" | "Error" | "Skipped";

/** How a function ended. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown };

/** Runs a job's function and notes in `node` how it ended; never rejects. */
export async function runNode<T>(
  name: string,
  attempt: number,
  node: NodeState,
  statusOf: StatusOf | undefined,
  run: (context: TaskContext) => T,
): Promise<Outcome<Awaited<T>>> {
  let overruled: JobStatus | undefined;
  const context = taskContext(name, attempt, node, (status) => {
    overruled = status;
  });
  node.status = "Running";
  try {
    const value = await run(context);
    if (/^(?:string|number|boolean)$/.test(typeof value)) node.result ??= String(value);
    node.exitCode ??= 0;
    node.status = overruled ?? "Succeeded";
    return { ok: true, value };
  } catch (error) {
    node.exitCode ??= exitCodeOf(error);
    node.status = overruled ?? failureStatus(error, statusOf);
    return { ok: false, error };
  } finally {
    node.clock.stop();
  }
}

function exitCodeOf(error: unknown): number {
  const code = (error as { exitCode?: unknown } | null | undefined)?.exitCode;
  return typeof code === "number" ? code : 1;
}

function failureStatus(error: unknown, statusOf: StatusOf | undefined): JobStatus {
  try {
    return statusOf?.(error) ?? "Failed";
  } catch {
    return "Failed";
  }
}

/** The value of an outcome, or the job's own error, thrown. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}
