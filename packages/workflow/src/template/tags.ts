import { excerpt, workflowError } from "../workflow-error.js";

/** A template, cut at its tags. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  /** `{{name}}`, untrimmed. */
  | { readonly kind: "variable"; readonly tag: string }
  /** `{{=expression}}` */
  | { readonly kind: "expression"; readonly expression: string };

/**
 * Cuts a text at `{{` and the first `}}` after it, whatever lies between.
 * Throws when a `{{` is not closed.
 */
export function splitTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let position = 0;
  for (;;) {
    const start = text.indexOf("{{", position);
    const plain = start < 0 ? text.slice(position) : text.slice(position, start);
    if (plain !== "") parts.push({ kind: "text", text: plain });
    if (start < 0) return parts;
    const end = text.indexOf("}}", start + 2);
    if (end < 0) throw workflowError(`Cannot find end tag="}}" in the template "${excerpt(text)}"`);
    const tag = text.slice(start + 2, end);
    parts.push(
      tag.startsWith("=")
        ? { kind: "expression", expression: tag.slice(1) }
        : { kind: "variable", tag },
    );
    position = end + 2;
  }
}

/** The name in a simple tag: spaces around it do not count, tabs and line feeds do. */
export function tagName(tag: string): string {
  return tag.replace(/^\p{Zs}+|\p{Zs}+$/gu, "");
}
