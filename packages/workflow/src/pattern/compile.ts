import { workflowError } from "../workflow-error.js";
import { MAX_STEPS, type Step } from "./program.js";
import type { PatternNode } from "./syntax.js";

/** The steps of a pattern, the last of them `match`. Throws when there would be too many. */
export function compileSteps(node: PatternNode): Step[] {
  const steps: Step[] = [];
  emit(node, steps);
  add(steps, { op: "match" });
  return steps;
}

function emit(node: PatternNode, steps: Step[]): void {
  switch (node.kind) {
    case "empty":
      return;
    case "character":
      add(steps, { op: "character", matches: node.matches });
      return;
    case "assert":
      add(steps, { op: "assert", holds: node.holds });
      return;
    case "sequence":
      for (const part of node.parts) emit(part, steps);
      return;
    case "choice":
      emitChoice(node.options, steps);
      return;
    case "repeat":
      emitRepeat(node.part, node.min, node.max, steps);
  }
}

function emitChoice(options: readonly PatternNode[], steps: Step[]): void {
  const exits: { op: "jump"; to: number }[] = [];
  options.forEach((option, index) => {
    if (index === options.length - 1) {
      emit(option, steps);
      return;
    }
    const split = add(steps, { op: "split", first: steps.length + 1, second: 0 });
    emit(option, steps);
    exits.push(add(steps, { op: "jump", to: 0 }));
    split.second = steps.length;
  });
  for (const exit of exits) exit.to = steps.length;
}

function emitRepeat(part: PatternNode, min: number, max: number, steps: Step[]): void {
  const before = steps.length;
  for (let count = 0; count < min; count += 1) {
    emit(part, steps);
    // Nothing repeated stays nothing; counting it to the end could take for ever.
    if (steps.length === before) return;
  }
  if (max === Infinity) {
    const start = steps.length;
    const split = add(steps, { op: "split", first: start + 1, second: 0 });
    emit(part, steps);
    add(steps, { op: "jump", to: start });
    split.second = steps.length;
    return;
  }
  const splits: { second: number }[] = [];
  for (let count = min; count < max; count += 1) {
    splits.push(add(steps, { op: "split", first: steps.length + 1, second: 0 }));
    emit(part, steps);
  }
  for (const split of splits) split.second = steps.length;
}

function add<S extends Step>(steps: Step[], step: S): S {
  if (steps.length >= MAX_STEPS) throw workflowError("expression too large: shorten the pattern");
  steps.push(step);
  return step;
}
