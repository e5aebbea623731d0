import { pick } from "@routemetrics/conformance";

/** What one entry of a router does with what comes to it. */
export interface Layer {
  readonly kind: "route" | "middleware" | "error handler" | "mount";
  /** As written, with parameters; `/` for all, or for the root itself. */
  readonly path: string;
  readonly does: string;
  /** Of a mount. */
  readonly routes?: Routes;
}

export type Routes = readonly Layer[];

/** How a request ends, and the parameters that each route saw which it came to. */
export interface Outcome {
  readonly status: number;
  readonly template: string;
  readonly seen: readonly Params[];
}

type Params = Readonly<Record<string, string>>;

const UNMATCHED = "<unmatched>";
const ROUTE_DOES = [
  "answers",
  "answers",
  "answers later",
  "fails",
  "fails later",
  "passes",
  "passes later",
  "leaves the route",
  "leaves the router",
];
const MIDDLEWARE_DOES = ["passes", "passes later", "answers", "fails", "leaves the router"];
const ERROR_HANDLER_DOES = ["answers", "fails", "passes"];

/** Routers in routers; every parameter has a name of its own. */
export function randomRoutes(random: () => number): Routes {
  let names = 0;
  const path = (most: number): string => {
    const length = Math.floor(random() * (most + 1));
    const segment = () => (random() < 0.5 ? pick(random, ["a", "b", "c"]) : `:p${++names}`);
    return `/${Array.from({ length }, segment).join("/")}`;
  };
  const layer = (depth: number): Layer => {
    const kind = random();
    if (kind < 0.1)
      return { kind: "error handler", path: "/", does: pick(random, ERROR_HANDLER_DOES) };
    if (kind < 0.2)
      return { kind: "middleware", path: path(1), does: pick(random, MIDDLEWARE_DOES) };
    if (kind < 0.5 && depth < 3)
      return { kind: "mount", path: path(1), does: "", routes: layers(depth + 1) };
    return { kind: "route", path: path(2), does: pick(random, ROUTE_DOES) };
  };
  const layers = (depth: number): Routes =>
    Array.from({ length: 3 + Math.floor(random() * 4) }, () => layer(depth));
  return layers(0);
}

/** What Express makes of a request, told again: this is what must be recorded. */
export function outcomeOf(routes: Routes, path: string): Outcome {
  const seen: Params[] = [];
  const end = run(routes, segmentsOf(path), { prefix: "", params: {} }, seen);
  if (end.status !== undefined) return { status: end.status, template: end.template, seen };
  if (end.failed !== undefined) return { status: 500, template: end.failed, seen };
  return { status: 404, template: UNMATCHED, seen };
}

interface Place {
  readonly prefix: string;
  readonly params: Params;
}

/** Answered with a status, or out at the end of the router: failed, or not. */
interface End {
  readonly status?: number;
  readonly template: string;
  readonly failed?: string | undefined;
}

function run(routes: Routes, segments: readonly string[], place: Place, seen: Params[]): End {
  /** What failed, while nothing has dealt with it. */
  let failed: string | undefined;
  for (const layer of routes) {
    if (layer.kind === "error handler") {
      if (failed === undefined || layer.does === "fails") continue;
      if (layer.does === "answers") return { status: 503, template: failed };
      failed = undefined;
      continue;
    }
    const matched = failed === undefined && match(layer, segments, place);
    if (!matched) continue;
    const { rest, inner } = matched;
    if (layer.kind === "mount") {
      const end = run(layer.routes ?? [], rest, inner, seen);
      if (end.status !== undefined) return end;
      failed = end.failed;
      continue;
    }
    if (layer.kind === "route") seen.push(inner.params);
    const template = layer.kind === "route" ? inner.prefix || "/" : wildcard(inner.prefix);
    if (layer.does.startsWith("answers")) return { status: 200, template };
    if (layer.does.startsWith("fails")) failed = template;
    if (layer.does === "leaves the router") break;
  }
  return { template: UNMATCHED, failed };
}

/** A route matches whole paths, a mount and middleware their beginning. */
function match(layer: Layer, segments: readonly string[], { prefix, params }: Place) {
  const pattern = segmentsOf(layer.path);
  if (pattern.length > segments.length) return undefined;
  if (layer.kind === "route" && pattern.length < segments.length) return undefined;
  const own: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] as string;
    if (part.startsWith(":")) own[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  const at = pattern.map((part) => `/${part}`).join("");
  return {
    rest: segments.slice(pattern.length),
    inner: { prefix: prefix + at, params: { ...params, ...own } },
  };
}

function wildcard(prefix: string): string {
  return prefix === "" ? UNMATCHED : `${prefix}/*`;
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}
