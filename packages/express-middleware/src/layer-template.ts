import { express4Alternatives, express4MountPath } from "./express4-path.js";
import { probedPath } from "./probed-path.js";
import type { Layer, Matcher, Path } from "./router-internals.js";

/** Paths given to `use()` of routers whose layers do not keep them. */
const notedPaths = new WeakMap<Layer, Path>();

export function notePath(layer: Layer, path: Path): void {
  notedPaths.set(layer, path);
}

/** The text of a layer's path as written; a function of the path where it depends on what matched. */
export type LayerText = string | ((path: string) => string);

/** Finds it; expensive, so once per layer. */
export function layerText(layer: Layer): LayerText {
  const path = layer.route ? layer.route.path : mountPath(layer);
  if (path === undefined) return probedText(layer);
  return isArray(path) ? textOfArray(layer, path) : textOf(layer, path);
}

/** The text of a route whose layer is not at hand. */
export function routeText(path: Path | undefined): string {
  return path && isArray(path) ? routeText(path[0]) : String(path ?? "/");
}

function mountPath(layer: Layer): Path | undefined {
  if (layer.slash) return "/";
  const path = notedPaths.get(layer) ?? layer.rawPath;
  return path === undefined && layer.regexp ? express4MountPath(layer) : path;
}

/** Slashes at the end of a mount mean nothing to Express. */
function textOf(layer: Layer, path: Path): string {
  const text = routeText(path);
  return layer.route || path instanceof RegExp ? text : text.replace(/\/+$/, "");
}

function textOfArray(layer: Layer, paths: readonly Path[]): LayerText {
  const isNested = layer.matchers?.length !== paths.length;
  const alternatives = isNested ? flattened(paths) : paths;
  const texts = alternatives.map((alternative) => textOf(layer, alternative));
  const tests = layer.matchers
    ? layer.matchers.map((matcher) => (path: string) => matcher(path) !== false)
    : express4Alternatives(layer, alternatives).map(
        (regexp) => (path: string) => regexp.test(path),
      );
  const find = (path: string) => texts[tests.findIndex((test) => test(path))];
  // Below a mount Express adds the slash that a path without a rest lacks.
  return (path) => find(path) ?? find(path.replace(/\/$/, "")) ?? texts[0] ?? "";
}

/** For mounts of router 2.0 to 2.2 that were made before `use()` was watched. */
function probedText(layer: Layer): LayerText {
  // By the parameters that took part: a client chooses among the forms of a
  // template with optional parts, but cannot add to them.
  const known = new Map<string, string>();
  const matchers = layer.matchers ?? [];
  return (path) => {
    const index = matchers.findIndex((matcher) => matcher(path) !== false);
    const matcher = matchers[index];
    const found = matcher?.(path);
    if (!matcher || !found) return "";
    if (isRegExpMatcher(matcher)) return UNKNOWN_REGEXP;
    const names = Object.keys(found.params);
    const key = [index, ...names].join("/");
    const text = known.get(key) ?? probedPath(matcher, found.path)?.replace(/\/+$/, "");
    if (text === undefined) return names.map((name) => `/:${name}`).join("");
    known.set(key, text);
    return text;
  };
}

/** Shown for a mounted RegExp that cannot be read back. */
const UNKNOWN_REGEXP = "/<regexp>";

function isRegExpMatcher(matcher: Matcher): boolean {
  return matcher.name === "regexpMatcher";
}

function flattened(paths: readonly Path[]): Path[] {
  return paths.flatMap((path) => (isArray(path) ? flattened(path) : [path]));
}

function isArray(path: Path): path is readonly Path[] {
  return Array.isArray(path);
}
