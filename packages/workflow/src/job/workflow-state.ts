import { randomUUID } from "node:crypto";
import type { WorkflowSpec } from "../manifest/specs.js";
import type { WorkflowDetails } from "./details.js";
import { Stopwatch } from "./stopwatch.js";

/** What is known of a running workflow; a task that runs alone has one too. */
export class WorkflowState {
  readonly clock: Stopwatch = new Stopwatch();
  readonly outputs: Map<string, string> = new Map();
  status: string = "Pending";
  readonly #fixed: ReadonlyMap<string, string>;

  constructor(name: string, spec: WorkflowSpec | undefined, details: WorkflowDetails) {
    const now = new Date();
    const parameters = { ...spec?.parameters, ...texts(details.parameters) };
    this.#fixed = new Map([
      ["workflow.name", name],
      ["workflow.namespace", details.namespace ?? spec?.namespace ?? "default"],
      ["workflow.uid", details.uid ?? randomUUID()],
      ["workflow.priority", String(details.priority ?? spec?.priority ?? "0")],
      ["workflow.mainEntrypoint", spec?.entrypoint ?? name],
      [
        "workflow.serviceAccountName",
        details.serviceAccountName ?? spec?.serviceAccountName ?? "default",
      ],
      ...prefixed("workflow.labels.", { ...spec?.labels, ...texts(details.labels) }),
      ...prefixed("workflow.annotations.", { ...spec?.annotations, ...texts(details.annotations) }),
      ...prefixed("workflow.parameters.", parameters),
      ["workflow.parameters.json", parametersJson(parameters)],
      ["workflow.parameters", parametersJson(parameters)],
      ...(details.scheduledTime
        ? [["workflow.scheduledTime", rfc3339(details.scheduledTime)] as const]
        : []),
      ...creation(now),
    ]);
  }

  /** The variables `workflow.*` as they are now. */
  variables(): [string, string][] {
    return [
      ...this.#fixed,
      ...prefixed("workflow.outputs.parameters.", Object.fromEntries(this.outputs)),
      ["workflow.status", this.status],
      ["workflow.duration", this.clock.seconds.toFixed(6)],
    ];
  }
}

export function texts(values: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

export function prefixed(
  prefix: string,
  values: Readonly<Record<string, string>>,
): [string, string][] {
  return Object.entries(values).map(([name, value]) => [prefix + name, value]);
}

function parametersJson(parameters: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(parameters).map(([name, value]) => ({ name, value })));
}

/** `workflow.creationTimestamp`, and its parts by strftime's letters. */
function creation(at: Date): [string, string][] {
  const [year = "", month = "", day = "", hour = "", minute = "", second = ""] =
    at.toISOString().match(/\d+/g) ?? [];
  const parts = {
    RFC3339: rfc3339(at),
    s: String(Math.floor(at.getTime() / 1000)),
    Y: year,
    m: month,
    d: day,
    H: hour,
    M: minute,
    S: second,
  };
  return [
    ["workflow.creationTimestamp", rfc3339(at)],
    ...prefixed("workflow.creationTimestamp.", parts),
  ];
}

function rfc3339(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
