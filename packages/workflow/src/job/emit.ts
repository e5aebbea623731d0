import { MAX_TEXT, MAX_VALUE } from "../limits.js";
import type { MetricSpec } from "../manifest/specs.js";
import { parseGoFloat } from "../number/parse-float.js";
import { type Scope, substitute, substituteUnits } from "../template/substitute.js";
import { evaluateUnits, evaluateWhen } from "../when/evaluate-when.js";
import { EmissionFailure, stage } from "./emission-failure.js";
import type { JobFamily } from "./job-family.js";

export type Substitution = "bound" | "text";

/** A stanza whose tags are replaced and whose condition holds. */
interface Resolved {
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

/** Emits one metric. Throws an `EmissionFailure` when it has to be left out. */
export function emit(
  spec: MetricSpec,
  family: JobFamily,
  scope: Scope,
  substitution: Substitution,
): void {
  const resolved = resolve(spec, scope, substitution);
  if (!resolved) return;
  const value = stage("value", () => parseGoFloat(resolved.value));
  const isRefused =
    (spec.type === "counter" && !(value >= 0 && value !== Infinity)) ||
    (spec.type === "histogram" && !Number.isFinite(value));
  if (isRefused) {
    throw new EmissionFailure("range", `${spec.type} ${spec.name} cannot take ${value}`);
  }
  family.useHelp(resolved.help);
  family.update(resolved.labels, value, spec.operation);
}

/** Starts a realtime gauge. The function returned freezes it; undefined when its condition is false. */
export function emitRealtime(
  spec: MetricSpec,
  family: JobFamily,
  scope: Scope,
  substitution: Substitution,
  read: () => number,
): (() => void) | undefined {
  const resolved = resolve(spec, scope, substitution);
  if (!resolved) return undefined;
  family.useHelp(resolved.help);
  return family.follow(resolved.labels, read);
}

/** In Argo's order: every tag has to resolve, also where the condition is false. */
function resolve(spec: MetricSpec, scope: Scope, substitution: Substitution): Resolved | undefined {
  const texts = stage("template", () => ({
    help: substitute(spec.help, scope),
    labels: sorted(spec.labels.map(({ key, value }) => [key, substitute(value, scope)] as const)),
    value: substitute(spec.value, scope),
  }));
  const holds =
    substitution === "text" ? textCondition(spec.when, scope) : boundCondition(spec.when, scope);
  if (!holds) return undefined;
  checkLength(texts.help, MAX_TEXT, "help text");
  checkLength(texts.value, MAX_VALUE, "value");
  for (const [key, value] of Object.entries(texts.labels)) {
    checkLength(value, MAX_TEXT, `label ${key}`);
  }
  return texts;
}

function boundCondition(when: string, scope: Scope): boolean {
  const units = stage("template", () => substituteUnits(when, scope));
  for (const unit of units)
    if (typeof unit !== "string") checkLength(unit.bound, MAX_TEXT, "value");
  return stage("when", () => evaluateUnits(units));
}

function textCondition(when: string, scope: Scope): boolean {
  const text = stage("template", () => substitute(when, scope));
  checkLength(text, MAX_TEXT, "condition");
  return stage("when", () => evaluateWhen(text));
}

function checkLength(text: string, limit: number, what: string): void {
  if (text.length <= limit) return;
  throw new EmissionFailure(
    "too_long",
    `the ${what} is ${text.length} characters long: ${limit} at most`,
  );
}

/** Sorted by name, as Argo identifies a series. */
function sorted(labels: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...labels].sort(([left], [right]) => (left < right ? -1 : 1)));
}
