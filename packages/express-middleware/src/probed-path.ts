import type { Matcher } from "./router-internals.js";

/** Letters that no template and no client is likely to use; a wrong guess costs a label's precision, nothing else. */
const PROBE = "zqxprobexqz";
const LONGEST = 256;

/**
 * The path of a mount in router 2.0 to 2.2, whose layers keep nothing but
 * closures: found by asking the closure what it makes of slightly changed
 * copies of a path that it has just matched.
 *
 * Undefined when that path is too long to try: nothing may be remembered then.
 * Optional parts appear as in that path, present or absent.
 */
export function probedPath(matcher: Matcher, matched: string): string | undefined {
  if (matched.length > LONGEST) return undefined;
  const found = matcher(matched.replace(/%[\da-f]{2}/gi, "x"));
  if (!found) return undefined;
  const { path, params } = found;
  let text = "";
  let at = 0;
  for (const [name, value] of Object.entries(params)) {
    const raw = textOf(value);
    const start = startOf(matcher, name, raw, path, at);
    if (start === undefined) return undefined;
    text += `${path.slice(at, start)}${Array.isArray(value) ? "*" : ":"}${name}`;
    at = start + raw.length;
  }
  return text + path.slice(at);
}

/** Where the value of a parameter stands: where the probe comes out as its value. */
function startOf(matcher: Matcher, name: string, value: string, path: string, from: number) {
  for (let at = path.indexOf(value, from); at !== -1; at = path.indexOf(value, at + 1)) {
    const answer = matcher(path.slice(0, at) + PROBE + path.slice(at + value.length));
    if (answer && textOf(answer.params[name]) === PROBE) return at;
  }
  return undefined;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join("/") : String(value);
}
