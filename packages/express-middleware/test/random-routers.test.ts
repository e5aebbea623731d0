import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expectRequests, pick, seededRandom } from "@routemetrics/conformance";
import { metrics } from "@routemetrics/express";
import type express from "express";
import type { ErrorRequestHandler, IRouter, NextFunction, RequestHandler } from "express";
import { Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { type Layer, type Outcome, outcomeOf, type Routes, randomRoutes } from "./routing-model.js";

const SEED = Number(process.env.ROUTEMETRICS_SEED ?? 20_261);
const TREES = 8;
const REQUESTS = 40;
const versions = ["express4-17", "express4", "express5-0", "express5-1", "express5-2", "express"];

/** What the handlers of the model do. */
const HANDLERS: Record<string, RequestHandler> = {
  answers: (_request, response) => void response.send("ok"),
  "answers later": (_request, response) => void setImmediate(() => response.send("ok")),
  fails: () => {
    throw new Error("on purpose");
  },
  "fails later": (_request, _response, next) =>
    void setImmediate(() => next(new Error("on purpose"))),
  passes: (_request, _response, next) => next(),
  "passes later": (_request, _response, next) => void setImmediate(next),
  "leaves the route": (_request, _response, next) => next("route"),
  "leaves the router": (_request, _response, next) => next("router"),
};
const ERROR_HANDLERS: Record<string, ErrorRequestHandler> = {
  answers: (_error, _request, response, _next: NextFunction) => void response.status(503).end(),
  fails: (error, _request, _response, next) => next(error),
  passes: (_error, _request, _response, next) => next(),
};

/** Builds what the model describes; each route carries the instrument. */
function build(
  router: IRouter,
  routes: Routes,
  newRouter: () => IRouter,
  seen: RequestHandler,
): IRouter {
  const add: Record<Layer["kind"], (layer: Layer) => unknown> = {
    route: ({ path, does }) => router.get(path, seen, HANDLERS[does] as RequestHandler),
    middleware: ({ path, does }) => router.use(path, HANDLERS[does] as RequestHandler),
    "error handler": ({ does }) => router.use(ERROR_HANDLERS[does] as ErrorRequestHandler),
    mount: ({ path, routes: inner = [] }) =>
      router.use(path, build(newRouter(), inner, newRouter, seen)),
  };
  for (const layer of routes) add[layer.kind](layer);
  return router;
}

test.each(versions)(
  `%s: random routers are recorded as the model says (seed ${SEED})`,
  async (name) => {
    const framework = ((await import(name)) as { default: typeof express }).default;
    const random = seededRandom(SEED);
    for (let tree = 0; tree < TREES; tree++) {
      const routes = randomRoutes(random);
      const m = metrics({ registry: new Registry(), processMetrics: false });
      const app = framework();
      app.set("env", "test");
      app.use(m);
      const labels = { params: (request: { params: object }) => textOf(request.params) };
      const newRouter = () => framework.Router({ mergeParams: true });
      build(app, routes, newRouter, m.counter("seen", "Seen.", { labels }) as RequestHandler);
      const server = app.listen(0, "127.0.0.1");
      await once(server, "listening");
      onTestFinished(() => void server.close());
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const paths = Array.from({ length: REQUESTS }, () => randomPath(random));
      const outcomes = paths.map((path) => outcomeOf(routes, path));

      const statuses = await Promise.all(
        paths.map(async (path) => {
          const response = await fetch(url + path);
          await response.text();
          return response.status;
        }),
      );
      server.closeAllConnections();

      expect(statuses, JSON.stringify(routes)).toEqual(outcomes.map(({ status }) => status));
      const recorded = { url, server, metrics: m as never, close: async () => {} };
      const requests = outcomes.map(({ template, status }: Outcome) => `GET ${template} ${status}`);
      await expectRequests(recorded, countOf(requests)).catch((error) => {
        throw new Error(JSON.stringify(routes), { cause: error });
      });
      const text = String((await m.render({ names: ["seen_total"] })).body);
      const shown = [...text.matchAll(/^seen_total{params="(.*)"} (\d+)$/gm)];
      const met = outcomes.flatMap(({ seen }) => seen.map(textOf));
      expect(Object.fromEntries(shown.map(([, params, count]) => [params, Number(count)]))).toEqual(
        countOf(met),
      );
    }
  },
  30_000,
);

function randomPath(random: () => number): string {
  const length = Math.floor(random() * 5);
  return `/${Array.from({ length }, () => pick(random, ["a", "b", "c"])).join("/")}`;
}

function textOf(params: object): string {
  const entries = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return entries.sort().join();
}

function countOf(all: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}
