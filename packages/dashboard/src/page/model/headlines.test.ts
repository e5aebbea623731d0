import { expect, test } from "vitest";
import { mostFailingRoute, slowestRoute } from "./headlines.js";
import { emptyTotals, type RouteTotals } from "./route-totals.js";

const route = (path: string, requests: number, more: Partial<RouteTotals> = {}): RouteTotals => ({
  ...emptyTotals("GET", path),
  requests,
  ...more,
});
const took = (seconds: number, count: number) => ({
  latency: { bounds: [seconds], counts: new Map([[0, count]]) },
});

test("one slow request does not name the slowest route", () => {
  const routes = [route("/once", 1, took(9, 1)), route("/often", 100, took(1, 100))];
  expect(slowestRoute(routes)?.route.path).toBe("/often");
  expect(slowestRoute(routes.slice(0, 1))?.route.path).toBe("/once");
});

test("one failure of one request weighs less than 12 of 100", () => {
  const routes = [
    route("/once", 1, { serverErrors: 1 }),
    route("/often", 100, { serverErrors: 40 }),
  ];
  expect(mostFailingRoute(routes)).toMatchObject({ route: { path: "/often" }, share: 0.4 });
});

test("client errors are named only where there are no server errors", () => {
  const refused = route("/refused", 100, { clientErrors: 90 });
  expect(mostFailingRoute([refused])).toMatchObject({ failures: "clientErrors", share: 0.9 });
  expect(mostFailingRoute([refused, route("/fails", 100, { serverErrors: 5 })])).toMatchObject({
    failures: "serverErrors",
    route: { path: "/fails" },
  });
  expect(mostFailingRoute([route("/", 5)])).toBeUndefined();
});
