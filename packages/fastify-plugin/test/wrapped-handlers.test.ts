import { Readable } from "node:stream";
import metrics from "@routemetrics/fastify";
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from "fastify";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { fastifyVersions } from "./fastify-versions.js";

/** The ways in which a handler of Fastify answers or fails, and the status that its client sees. */
const handlers: Record<string, [RouteHandlerMethod, number]> = {
  "returns a promise": [async () => "ok", 200],
  "sends its reply": [(_request, reply) => void reply.code(201).send("ok"), 201],
  "sends its reply later": [(_request, reply) => void setImmediate(() => reply.send("ok")), 200],
  "sends a stream": [(_request, reply) => reply.send(Readable.from(["o", "k"])), 200],
  throws: [
    () => {
      throw new Error("on purpose");
    },
    500,
  ],
  rejects: [async () => Promise.reject(Object.assign(new Error("no"), { statusCode: 409 })), 409],
  "takes the reply over": [
    (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(202).end("ok");
    },
    202,
  ],
};

describe.each(fastifyVersions)("%s: a handler", (_name, create) => {
  async function start() {
    const app = create();
    await app.register(metrics, { registry: new Registry(), processMetrics: false });
    onTestFinished(() => app.close());
    return app;
  }

  /** The lines of a scrape with these samples, once they are there. */
  const shows = (app: Awaited<ReturnType<typeof start>>, ...lines: string[]) =>
    vi.waitFor(async () => {
      const text = (await app.metrics.render()).body.toString();
      for (const line of lines) expect(text).toContain(`${line}\n`);
      return text;
    });

  test.each(Object.entries(handlers))(
    "that %s carries every kind",
    async (_how, [handler, code]) => {
      const app = await start();
      const { metrics: m } = app;
      const labels = {
        item: (request: FastifyRequest) => (request.params as { item: string }).item,
        status: (_request: FastifyRequest, reply: FastifyReply) => reply.raw.statusCode,
      };
      const seen: RouteHandlerMethod = function (this: typeof app, request, reply) {
        expect(this).toBe(app);
        return handler.call(this, request, reply);
      };
      app.get(
        "/:item",
        m.counter("calls", "Calls.", { labels })(
          m.summary("call_summary", "Calls.", { labels })(
            m.histogram("call_duration", "Calls.", { labels })(m.gauge("calling", "Calls.")(seen)),
          ),
        ),
      );
      const url = await app.listen({ host: "127.0.0.1", port: 0 });
      expect((await fetch(`${url}/a`)).status).toBe(code);
      await shows(
        app,
        `calls_total{item="a",status="${code}"} 1`,
        `call_summary_count{item="a",status="${code}"} 1`,
        `call_duration_count{item="a",status="${code}"} 1`,
        "calling 0",
        `http_requests_total{method="GET",path="/:item",status="${code}"} 1`,
      );
    },
  );

  test("that is not done yet is in progress", async () => {
    const app = await start();
    const { metrics: m } = app;
    const during = m.gauge("calling", "Calls.")(async () => (await m.render()).body.toString());
    app.get("/", during);
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    expect(await (await fetch(url)).text()).toContain("calling 1\n");
    await shows(app, "calling 0");
  });

  test.each(Object.entries(handlers))("that %s is left out", async (_how, [handler, code]) => {
    const app = await start();
    const { metrics: m } = app;
    const counter = (name: string) => m.counter(name, "Calls.");
    app.get("/untracked", m.doNotTrack()(counter("untracked")(handler)));
    app.get("/excluded", m.excludeAll()(counter("excluded")(handler)));
    app.get("/seen", counter("seen")(handler));
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    for (const path of ["/untracked", "/excluded", "/seen"]) {
      expect((await fetch(url + path)).status).toBe(code);
    }
    const text = await shows(app, "untracked_total 1", "excluded_total 0", "seen_total 1");
    expect(text).toContain('path="/seen"');
    expect(text).not.toMatch(/path="\/(untracked|excluded)"/);
    expect(text).toContain('http_requests_in_flight{method="GET"} 0\n');
  });
});
