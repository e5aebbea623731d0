import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type AdapterUnderTest,
  type Exchange,
  stepsOf,
  testAdapter,
} from "@routemetrics/conformance";
import type { MetricsOptions } from "@routemetrics/core";
import { metrics } from "@routemetrics/express";
import type express from "express";
import type { Request, RequestHandler, Response, Router } from "express";

const MOUNT = "/api/:version";
/** By the name that package.json gives each version. */
const versions = ["express4-17", "express4", "express5-0", "express5-1", "express5-2", "express"];

/** `asked`: not the first request of the application, which is met later than all others. */
function adapter(framework: typeof express, newest: boolean, asked: boolean): AdapterUnderTest {
  return {
    soak: newest ? { abuse: 1_000_000, leaks: 100_000 } : undefined,
    wrongMethodCode: 404,
    answersOptions: true,
    refuse: (response, code) => (response as Response).sendStatus(code),
    start: async ({ options, routes, before, notFound, server: limits = {} }) => {
      const app = framework();
      app.set("env", "test");
      const m = metrics(options as MetricsOptions<Request, Response>);
      if (before !== undefined) app.use(before as unknown as RequestHandler);
      app.use(m);
      const mounted = framework.Router({ mergeParams: true });
      app.use(MOUNT, mounted);
      for (const [methodAndPath, entry] of Object.entries(routes(m as never))) {
        const [hooks, route] = stepsOf(entry);
        const [method, path] = methodAndPath.split(" ") as ["GET", string];
        const inMount = path.startsWith(MOUNT);
        const router: Router = inMount ? mounted : app;
        const at = inMount ? path.slice(MOUNT.length) : path;
        router[method.toLowerCase() as "get"](
          at,
          ...(hooks as unknown[] as RequestHandler[]),
          (request, response, next) => {
            try {
              const result = route(exchangeOf(request, response));
              if (result instanceof Promise) result.catch(next);
            } catch (error) {
              next(error);
            }
          },
        );
      }
      if (notFound !== undefined) {
        app.use((request, response) => void notFound(exchangeOf(request, response)));
      }
      const server = createServer(limits, app).listen(0, "127.0.0.1");
      await once(server, "listening");
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { endpoint, guard } = options as MetricsOptions<Request, Response>;
      // A scrape is in no metric.
      if (asked && before === undefined && endpoint === undefined && guard === undefined) {
        await (await fetch(`${url}/metrics`, { headers: { connection: "close" } })).text();
      }
      return {
        url,
        server,
        metrics: m as never,
        close: async () => {
          server.closeAllConnections();
          server.close();
        },
      };
    },
  };
}

function exchangeOf(request: Request, response: Response): Exchange {
  return {
    request,
    response,
    bypass: () => {},
    send: (code, body = "") => {
      response.status(code).send(body);
    },
  };
}

for (const name of versions) {
  const framework = ((await import(name)) as { default: typeof express }).default;
  const newest = name === versions.at(-1);
  testAdapter(name, adapter(framework, newest, false));
  if (newest || name === "express4") {
    testAdapter(`${name}, asked before`, adapter(framework, false, true));
  }
}
