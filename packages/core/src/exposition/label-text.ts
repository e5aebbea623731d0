import type { Labels } from "../metric-family.js";

/** `a="1",b="2"`, escaped alike in both text formats; empty without labels. */
export function labelText(labels: Labels): string {
  let text = "";
  for (const name of Object.keys(labels)) {
    if (text !== "") text += ",";
    text += `${name}="${escapeLabelValue(labels[name] as string)}"`;
  }
  return text;
}

/** Escapes backslash and line feed, as HELP lines of the text format need. */
export function escapeHelp(text: string): string {
  return /[\\\n]/.test(text) ? text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n") : text;
}

/** Escapes backslash, line feed and double quote. */
export function escapeLabelValue(text: string): string {
  return /[\\\n"]/.test(text) ? escapeHelp(text).replaceAll('"', '\\"') : text;
}
