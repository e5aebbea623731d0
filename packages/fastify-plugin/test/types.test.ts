import metrics, { createMetrics, type FastifyMetrics } from "@routemetrics/fastify";
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { Registry } from "prom-client";
import { expect, expectTypeOf, test } from "vitest";

const m = createMetrics({ registry: new Registry(), processMetrics: false });

test("the plugin decorates the application, and takes metrics or options", async () => {
  const app = Fastify();
  await app.register(metrics, { metrics: m });
  expectTypeOf(app.metrics).toEqualTypeOf<FastifyMetrics>();
  // @ts-expect-error there is no such option
  const wrong = () => app.register(metrics, { endpint: "/metrics" });
  expect(wrong).toBeTypeOf("function");
  expect(app.metrics).toBe(m);
});

test("label functions know Fastify's request and reply", () => {
  m.histogram("known_seconds", "Known.", {
    labels: {
      method: (request, reply) => {
        expectTypeOf(request).toEqualTypeOf<FastifyRequest>();
        expectTypeOf(reply).toEqualTypeOf<FastifyReply>();
        return request.method;
      },
    },
  });
  m.gauge("known_gauge", "Known.", {
    labels: {
      // @ts-expect-error there is no reply when a request starts
      status: (_request, reply) => reply.statusCode,
    },
  });
  expect(m.registry.getSingleMetric("known_seconds")).toBeDefined();
});

test("instruments in a route leave the inference of its handler alone", () => {
  const app = Fastify();
  app.get<{ Params: { id: string } }>(
    "/users/:id",
    { config: { metrics: false }, onRequest: [m.doNotTrack(), m.counter("listed", "Listed.")] },
    async (request) => {
      expectTypeOf(request.params).toEqualTypeOf<{ id: string }>();
      return request.params.id;
    },
  );
  const wrapped = m.counter("wrapped", "Wrapped.")(async (a: number) => a);
  expectTypeOf(wrapped).toEqualTypeOf<(a: number) => Promise<number>>();
  expect(wrapped).toHaveLength(1);
});
