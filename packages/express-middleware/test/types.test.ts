import { type ExpressMetrics, type MetricsMiddleware, metrics } from "@routemetrics/express";
import express, { type Request, type RequestHandler, type Response } from "express";
import { Registry } from "prom-client";
import { expect, expectTypeOf, test } from "vitest";

const m = metrics({ registry: new Registry(), processMetrics: false });

test("the middleware fits where Express takes one", () => {
  const app = express();
  app.use(m);
  app.use("/api", m);
  app.get("/", m, (_request, response) => void response.end());
  expectTypeOf(m).toExtend<RequestHandler>();
  expectTypeOf(m).toEqualTypeOf<MetricsMiddleware>();
  expectTypeOf<MetricsMiddleware>().toExtend<ExpressMetrics>();
});

test("label functions know Express's request and response", () => {
  const labels = {
    status: (request: Request, response: Response) => `${request.method} ${response.statusCode}`,
  };
  m.counter("known", "Known.", { labels });
  m.histogram("known_seconds", "Known.", {
    labels: {
      method: (request, response) => {
        expectTypeOf(request).toEqualTypeOf<Request>();
        expectTypeOf(response).toEqualTypeOf<Response>();
        return request.method;
      },
    },
  });
  m.gauge("known_gauge", "Known.", {
    labels: {
      // @ts-expect-error there is no response when a request starts
      status: (_request, response) => response.statusCode,
    },
  });
  m.counter("unknown", "Unknown.", {
    labels: {
      // @ts-expect-error a label's value is no object
      status: (request) => request.headers,
    },
  });
  expect(m.registry.getSingleMetric("known_total")).toBeDefined();
});

test("instruments in a route leave the inference of later handlers alone", () => {
  const app = express();
  app.get("/users/:id", m.doNotTrack(), m.counter("listed", "Listed."), (request, response) => {
    expectTypeOf(request.params.id).toEqualTypeOf<string>();
    expectTypeOf(response.statusCode).toEqualTypeOf<number>();
    response.end();
  });
  const wrapped = m.counter("wrapped", "Wrapped.")((a: number, b: string) => `${a}${b}`);
  expectTypeOf(wrapped).toEqualTypeOf<(a: number, b: string) => string>();
  expect(wrapped(1, "b")).toBe("1b");
});
