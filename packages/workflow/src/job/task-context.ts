import type { JobStatus } from "./details.js";
import type { NodeState } from "./node-state.js";

/** What a task tells about itself while it runs. */
export interface TaskContext {
  readonly name: string;
  /** From 1. */
  readonly attempt: number;
  /** `outputs.parameters.<name>`: text as it is, anything else as JSON. */
  setOutput(name: string, value: unknown): void;
  /** `outputs.result`. Without it, a text, number or boolean that the function returns. */
  setResult(value: unknown): void;
  /** `exitCode`. Without it 0 after success; the error's own `exitCode`, or 1, after failure. */
  setExitCode(code: number): void;
  /** Overrules the status that follows from returning or throwing, for example `Skipped`. */
  setStatus(status: JobStatus): void;
}

/** A context that writes into a node; `overruled` is told about the status. */
export function taskContext(
  name: string,
  attempt: number,
  node: NodeState,
  overruled: (status: JobStatus) => void,
): TaskContext {
  return {
    name,
    attempt,
    setOutput: (output, value) => void node.outputs.set(output, asText(value)),
    setResult: (value) => {
      node.result = asText(value);
    },
    setExitCode: (code) => {
      node.exitCode = code;
    },
    setStatus: overruled,
  };
}

/** Never throws: what JSON cannot hold becomes its plain text. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return String(value);
  }
}
