type Yaml =
  | string
  | number
  | boolean
  | readonly Yaml[]
  | { readonly [key: string]: Yaml | undefined };

const PLAIN = /^[A-Za-z_/][\w ./-]*$/;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Writes plain data as YAML, in the block style that people keep such files in. */
export function toYaml(value: object): string {
  return `${block(value as Yaml, "").trimStart()}\n`;
}

function block(value: Yaml, indent: string): string {
  if (isList(value)) {
    if (value.length === 0) return " []";
    return value.map((item) => `\n${indent}-${listItem(item, indent)}`).join("");
  }
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    if (entries.length === 0) return " {}";
    return entries
      .map(([key, one]) => `\n${indent}${scalar(key)}:${block(one as Yaml, `${indent}  `)}`)
      .join("");
  }
  return ` ${scalar(value)}`;
}

/** The first key of an entry stands beside its dash. */
function listItem(item: Yaml, indent: string): string {
  const text = block(item, `${indent}  `);
  return text.startsWith("\n") ? ` ${text.slice(indent.length + 3)}` : text;
}

function scalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const isPlain = PLAIN.test(value) && !RESERVED.test(value) && !value.endsWith(" ");
  // A JSON string is a double-quoted YAML string.
  return isPlain ? value : JSON.stringify(value);
}

function isList(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value);
}
