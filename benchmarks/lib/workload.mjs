import { Route } from "@routemetrics/core/adapter";

/** The routes of the measured services. */
export const routes = Array.from({ length: 20 }, (_, index) => `/api/v1/things${index}/:id`);
const codes = [200, 200, 200, 200, 201, 404, 500, 204];
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
export const buckets = BUCKETS;

let seed = 42;
function random() {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return seed / 0x7fffffff;
}

/** Durations as services have them: most near 20 ms, some ten times longer or shorter. */
export const durations = Float64Array.from({ length: 4096 }, () =>
  Math.exp(Math.log(0.02) + (random() + random() + random() - 1.5) * 2),
);

// Powers of two: a division per operation would cost as much as what is measured.
const routeOrder = Array.from({ length: 64 }, (_, index) => (index * 7) % routes.length);
export const routeAt = (index) => routes[routeOrder[index & 63]];
/** The same as an adapter gives them: one object per route, in a set for one case. */
export function routeHandles() {
  const handles = routes.map((template) => new Route(template));
  const inOrder = routeOrder.map((position) => handles[position]);
  return (index) => inOrder[index & 63];
}
export const codeAt = (index) => codes[index & 7];
export const durationAt = (index) => durations[index & 4095];
