import type { Layer, LayerClass, Path } from "./router-internals.js";

const MOUNT_END = /\\\/\?\(\?=\\\/\|\$\)$/;
const PARAMETER_START = /\(\?:(\\\.)?(\\\/)?(?=\()/y;
const STAR = /\(\(\?:\[\\?\/(?:\\?\.)?\]\.\+\?\)\?\)/y;
const DEFAULT_CAPTURE = /^\((?:\[\^\\?\/(?:\\?\.)?\]\+\?|\(\?:\(\?!.*\)\.\)\+\?)\)$/;

const MOUNT = { strict: false, end: false };

/**
 * The path that an Express 4 layer was mounted at: Express 4 keeps only what
 * path-to-regexp 0.1 made of it, which can be read backwards.
 *
 * The result is compiled again to be sure. What does not give the same
 * expression was a RegExp, which is kept as it was written, alone or in an array.
 */
export function express4MountPath(layer: Layer): Path {
  const { regexp, keys = [] } = layer;
  if (regexp === undefined || regexp.fast_slash) return "/";
  if (regexp.fast_star) return "*";
  const names = keys.map(({ name }) => name);
  const source = regexp.source.replace(/^\(\?:(\^.*)\)$/, "$1");
  const parts = source.split(/\|(?=\^)/);
  const texts = readAll(parts, names);
  const isSame = (path: Path) => {
    const compiled = compile(layer, path, MOUNT);
    const compiledNames = compiled.keys?.map(({ name }) => name).join();
    return compiled.regexp?.source === regexp.source && compiledNames === names.join();
  };
  const path = texts.length === 1 ? (texts[0] ?? "") : texts;
  if (isSame(path)) return path;
  // An array that holds a text is no RegExp, though it may hold some.
  const mixed = parts.map((part, index) => {
    const text = texts[index] ?? "";
    return compile(layer, text, MOUNT).regexp?.source === part ? text : new RegExp(part);
  });
  return mixed.some((one) => typeof one === "string") && isSame(mixed) ? mixed : regexp;
}

/** Every group of an expression has a name of its own. */
function readAll(parts: readonly string[], names: readonly (string | number)[]): string[] {
  const left = [...names];
  return parts.map((part) => readBackwards(part, left.splice(0, groupsIn(part))));
}

function groupsIn(source: string): number {
  return (new RegExp(`${source}|`).exec("")?.length ?? 1) - 1;
}

/** One expression per alternative of an array, compiled as the layer's own was. */
export function express4Alternatives(layer: Layer, alternatives: readonly Path[]): RegExp[] {
  const end = layer.route !== undefined;
  return alternatives.map((path) => {
    if (path instanceof RegExp) return new RegExp(path.source, layer.regexp?.flags);
    const loose = compile(layer, path, { strict: false, end }).regexp as RegExp;
    if (layer.regexp?.source.includes(loose.source)) return loose;
    return compile(layer, path, { strict: true, end }).regexp as RegExp;
  });
}

function compile(layer: Layer, path: Path, options: { strict: boolean; end: boolean }): Layer {
  const LayerOfThisCopy = layer.constructor as LayerClass;
  return new LayerOfThisCopy(path, { sensitive: !layer.regexp?.ignoreCase, ...options }, () => {});
}

/** `^\/api(?:\/([^\/]+?))\/?(?=\/|$)` → `/api/:version`; takes the names it uses from `names`. */
function readBackwards(source: string, names: (string | number)[]): string {
  const body = source.replace(/^\^/, "").replace(MOUNT_END, "");
  let text = "";
  let at = 0;
  while (at < body.length) {
    const parameter = body.startsWith("(?:", at) ? parameterAt(body, at) : undefined;
    if (parameter !== undefined) {
      text += parameter.text(names.shift());
      if (parameter.hasStar) names.shift();
      at = parameter.end;
    } else if (body.startsWith("(.*)", at)) {
      text += "*";
      names.shift();
      at += 4;
    } else if (body.startsWith("(?:", at)) {
      text += "(";
      at += 3;
    } else if (body[at] === "\\") {
      text += /[/.]/.test(body[at + 1] ?? "") ? body[at + 1] : body.slice(at, at + 2);
      at += 2;
    } else {
      if (body[at] === "(" && body[at + 1] !== "?") names.shift();
      text += body[at];
      at += 1;
    }
  }
  return text;
}

function parameterAt(body: string, at: number) {
  const [start = "", dot, slash] = match(PARAMETER_START, body, at) ?? [];
  if (start === "") return undefined;
  const captureEnd = closingParenthesis(body, at + start.length);
  const capture = body.slice(at + start.length, captureEnd);
  const star = match(STAR, body, captureEnd)?.[0] ?? "";
  const close = captureEnd + star.length;
  if (body[close] !== ")") return undefined;
  const optional = body[close + 1] === "?" ? "?" : "";
  const before = (slash ? "/" : "") + (dot ? "." : "");
  const after = (DEFAULT_CAPTURE.test(capture) ? "" : capture) + (star && "*") + optional;
  return {
    text: (name: string | number | undefined) => `${before}:${name}${after}`,
    hasStar: star !== "",
    end: close + 1 + optional.length,
  };
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

/** The index after the group that opens at `open`. */
function closingParenthesis(source: string, open: number): number {
  let depth = 0;
  let inClass = false;
  for (let at = open; at < source.length; at++) {
    const char = source[at];
    if (char === "\\") at++;
    else if (inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return at + 1;
  }
  return source.length;
}
