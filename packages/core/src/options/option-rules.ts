import { inspect } from "node:util";
import { MetricsError } from "../errors.js";

/** What one option accepts. */
export interface OptionRule {
  readonly accepts: string;
  readonly check: (value: unknown) => boolean;
  readonly isRequired?: boolean;
}

export type OptionRules = Readonly<Record<string, OptionRule>>;

export const TEXT: OptionRule = { accepts: "a text", check: (value) => typeof value === "string" };
export const FLAG: OptionRule = {
  accepts: "true or false",
  check: (value) => typeof value === "boolean",
};
export const POSITIVE: OptionRule = {
  accepts: "a number above 0",
  check: (value) => typeof value === "number" && value > 0,
};

/** Throws unless every option has a rule and fits it; `subject` is what takes the options. */
export function checkAgainst(rules: OptionRules, options: unknown, subject: string): void {
  if (typeof options !== "object" || options === null) {
    refuse(subject, `not ${show(options)}`);
  }
  const known = new Map(Object.entries(rules));
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const rule = known.get(name);
    if (rule === undefined) {
      refuse(subject, `none of which is ${show(name)}: ${[...known.keys()].join(", ")}`);
    }
    if (!rule.check(value)) {
      refuse(subject, `of which ${name} is ${show(value)}: it has to be ${rule.accepts}`);
    }
  }
  for (const [name, { isRequired, accepts }] of known) {
    if (isRequired && !given.some(([one]) => one === name)) {
      refuse(subject, `of which ${name} is missing: it has to be ${accepts}`);
    }
  }
}

function refuse(subject: string, fault: string): never {
  throw new MetricsError("RM_ERR_INVALID_OPTION", `${subject} takes options, ${fault}.`);
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 100 });
}
