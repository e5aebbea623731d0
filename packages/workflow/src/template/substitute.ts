import { evaluateTag } from "../expression/evaluate.js";
import type { Unit } from "../when/units.js";
import { excerpt, workflowError } from "../workflow-error.js";
import { splitTemplate, type TemplatePart, tagName } from "./tags.js";

/** Variables by their full name; all values are texts. */
export type Scope = ReadonlyMap<string, string>;

// What Go's quoting writes in a way that JSON does not know, so that Argo's substitution fails.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
const UNQUOTABLE = /[\0-\x07\x0b\x0e-\x1f\x7f]/;

/** Replaces all tags by their values. Throws when one cannot be resolved. Values are not scanned again. */
export function substitute(template: string, scope: Scope): string {
  return splitTemplate(template)
    .map((part) => (part.kind === "text" ? part.text : pieces(part, scope).join("")))
    .join("");
}

/** As `substitute`, for conditions: each value stays one unit and cannot become syntax. */
export function substituteUnits(template: string, scope: Scope): Unit[] {
  return splitTemplate(template).flatMap((part): Unit[] => {
    if (part.kind === "text") return Array.from(part.text);
    const [text, value] = pieces(part, scope);
    return [...Array.from(text), { bound: value }];
  });
}

/** What stays of a tag as text, mostly nothing, and the value. */
function pieces(part: Exclude<TemplatePart, { kind: "text" }>, scope: Scope): [string, string] {
  if (part.kind === "expression") return ["", evaluateTag(part.expression, scope)];
  const value = scope.get(tagName(part.tag));
  return value === undefined ? nested(part.tag, scope) : ["", printable(value)];
}

/** `{{outer-{{status}}`: an unknown tag around a known one keeps its own braces. */
function nested(tag: string, scope: Scope): [string, string] {
  const start = tag.lastIndexOf("{{");
  const value = start > 0 ? scope.get(tag.slice(start + 2)) : undefined;
  if (value === undefined) throw workflowError(`failed to resolve {{${excerpt(tag)}}}`);
  return [`{{${tag.slice(0, start)}`, printable(value)];
}

function printable(value: string): string {
  if (!UNQUOTABLE.test(value)) return value;
  throw workflowError(
    "cannot finish template replacement because the result was invalid JSON: " +
      `${excerpt(JSON.stringify(value))} has control characters`,
  );
}
