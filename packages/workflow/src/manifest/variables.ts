import { expressionNames } from "../expression/names.js";
import { parseExpression } from "../expression/parse.js";
import { splitTemplate, tagName } from "../template/tags.js";
import { suggestion } from "./suggest.js";

const ALWAYS = [
  "status",
  "duration",
  "exitCode",
  "retries",
  "resourcesDuration.cpu",
  "resourcesDuration.memory",
  "workflow.name",
  "workflow.namespace",
  "workflow.uid",
  "workflow.status",
  "workflow.duration",
  "workflow.parameters",
  "workflow.parameters.json",
  "workflow.creationTimestamp",
  "workflow.priority",
  "workflow.serviceAccountName",
  "workflow.mainEntrypoint",
  "workflow.scheduledTime",
  "outputs.result",
];
const OPEN = [
  "workflow.labels.",
  "workflow.annotations.",
  "workflow.creationTimestamp.",
  "workflow.outputs.parameters.",
];

/** Names that a manifest declares; undefined: it says nothing, so that any name will do. */
export interface Declared {
  readonly workflowParameters: readonly string[] | undefined;
  readonly inputs: readonly string[] | undefined;
  readonly outputs: readonly string[] | undefined;
}

export const NOTHING_DECLARED: Declared = {
  workflowParameters: undefined,
  inputs: undefined,
  outputs: undefined,
};

/**
 * What is wrong with the tags of a text: unknown variables with a suggestion,
 * expressions that cannot be read. In Argo such a metric just never appears.
 */
export function tagFaults(text: string, declared: Declared): string[] {
  try {
    return splitTemplate(text).flatMap((part) => {
      if (part.kind === "text") return [];
      if (part.kind === "expression") return expressionFaults(part.expression, declared);
      return variableFaults(tagName(part.tag), declared);
    });
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function variableFaults(name: string, declared: Declared): string[] {
  if (name.includes("{{")) {
    // A tag around a tag resolves when the inner one does.
    return variableFaults(name.slice(name.lastIndexOf("{{") + 2), declared);
  }
  if (isKnown(name, declared)) return [];
  return [`unknown variable {{${name}}}${suggestion(name, candidates(declared))}`];
}

function expressionFaults(expression: string, declared: Declared): string[] {
  const roots = new Set(candidates(declared).map((name) => name.split(".")[0] ?? ""));
  return expressionNames(parseExpression(expression)).flatMap((path) => {
    const [root = ""] = path;
    const second = path.slice(0, 2).join(".");
    const known = [...ALWAYS, ...OPEN].some((name) => `${name}.`.startsWith(`${second}.`));
    if (roots.has(root) && (root !== "workflow" || known)) return [];
    return [
      `unknown variable ${path.join(".")}${suggestion(path.join("."), candidates(declared))}`,
    ];
  });
}

function isKnown(name: string, declared: Declared): boolean {
  if (ALWAYS.includes(name) || OPEN.some((prefix) => name.startsWith(prefix))) return true;
  return groups(declared).some(
    ([prefix, names]) =>
      name.startsWith(prefix) &&
      name.length > prefix.length &&
      (names === undefined || names.includes(name.slice(prefix.length))),
  );
}

function candidates(declared: Declared): string[] {
  const named = groups(declared).flatMap(([prefix, names]) => names?.map((name) => prefix + name));
  const templates = groups(declared).map(([prefix]) => `${prefix}NAME`);
  return [...ALWAYS, ...named.filter((name) => name !== undefined), ...templates];
}

function groups(declared: Declared): (readonly [string, readonly string[] | undefined])[] {
  return [
    ["workflow.parameters.", declared.workflowParameters],
    ["inputs.parameters.", declared.inputs],
    ["outputs.parameters.", declared.outputs],
  ];
}
