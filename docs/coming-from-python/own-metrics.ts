import { setTimeout } from "node:timers/promises";
import { createMetrics, metrics } from "@routemetrics/express";
import fastifyMetrics from "@routemetrics/fastify";
import express, { type NextFunction, type Request, type Response } from "express";
import fastify from "fastify";
import { expect } from "vitest";
import { alone, type Checks, listen, listenFastify } from "./application.js";

const ok = (_req: Request, res: Response) => void res.send("ok");

async function notTracked(): Promise<void> {
  const m = metrics(alone());
  const app = express().use(m);
  const counted = m.counter("hits", "Hits.");
  app.get("/quiet", m.doNotTrack(), counted, ok);
  app.get("/silent", m.excludeAll(), counted, ok);
  app.get("/loud", ok);
  const served = await listen(app);
  await served.get("/quiet", "/silent", "/loud");
  await served.shows("http_requests_total", {}, 1);
  await served.shows("hits_total", {}, 1);

  const server = fastify();
  await server.register(fastifyMetrics, alone());
  server.get("/quiet", { config: { metrics: false } }, async () => "ok");
  server.get("/loud", async () => "ok");
  const onFastify = await listenFastify(server);
  await onFastify.get("/quiet", "/loud");
  await onFastify.shows("http_requests_total", {}, 1);

  const optIn = metrics({ ...alone(), defaults: false });
  const chosen = optIn.counter("chosen", "Chosen.");
  const some = await listen(express().use(optIn).get("/a", chosen, ok).get("/b", ok));
  await some.get("/a", "/b");
  await some.shows("chosen_total", {}, 1);
}

export const ownMetrics: Checks = {
  async F24() {
    const m = metrics(alone());
    const [name, help, options] = ["hits", "Hits.", { labels: { kind: "a" } }] as const;
    class Shop {
      @m.counter(name, help, options)
      handle(_req: Request, res: Response): void {
        res.send("ok");
      }
    }
    const shop = new Shop();
    const app = express().use(m);
    app.get("/in-route", m.counter(name, help, options), ok);
    app.get("/around", m.counter(name, help, options)(ok));
    app.get("/decorated", (req, res) => shop.handle(req, res));
    const served = await listen(app);
    await served.get("/in-route", "/around", "/decorated");
    await served.shows("hits_total", { kind: "a" }, 3);
  },
  async F25() {
    const m = metrics(alone());
    const app = express().use(m);
    app.get("/", m.histogram("seconds", "Seconds."), async (_req, res) => {
      res.write("a");
      await setTimeout(30);
      res.end();
    });
    const served = await listen(app);
    await served.get("/");
    await served.shows("seconds_count", {}, 1);
    await served.shows("seconds_bucket", { le: "0.025" }, 0);
  },
  async F26() {
    const m = metrics(alone());
    const served = await listen(express().use(m).get("/", m.summary("s", "S."), ok));
    await served.get("/");
    await served.shows("s_count", {}, 1);
    expect(await served.scrape()).not.toMatch(/^s_bucket/m);
  },
  async F27() {
    const m = metrics(alone());
    let finish = () => {};
    const working = m.gauge("working", "Working.", { labels: { method: (req) => req.method } });
    const app = express()
      .use(m)
      .get("/", working, (_req, res) => {
        finish = () => res.send("ok");
      });
    const served = await listen(app);
    const request = served.get("/");
    await served.shows("working", { method: "GET" }, 1);
    finish();
    await request;
    await served.shows("working", { method: "GET" }, 0);
  },
  async F28() {
    const m = metrics(alone());
    const [name, help] = ["by_path", "By path."];
    const byPath = m.counter(name, help);
    expect((await m.render()).body.toString()).toContain("by_path_total 0");
    const app = express().use(m).get("/a", byPath, ok).get("/b", m.counter(name, help), ok);
    const served = await listen(app);
    await served.get("/a", "/b");
    await served.shows("by_path_total", {}, 2);
    expect(() => m.gauge("by_path_total", "Another type.")).toThrow(
      expect.objectContaining({ code: "RM_ERR_DUPLICATE_METRIC" }),
    );
  },
  async F29() {
    const m = metrics(alone());
    const handler = ok;
    const app = express().use(m);
    const [name, help] = ["a", "Help."];
    app.get("/a", m.counter(name, help)(m.summary("s", help)(handler)));
    app.get("/b", m.summary("s", help)(m.counter(name, help)(handler)));
    const served = await listen(app);
    await served.get("/a", "/b");
    await served.shows("a_total", {}, 2);
    await served.shows("s_count", {}, 2);
  },
  async F30() {
    const m = createMetrics(alone());
    const [name, help] = ["additions", "Additions."];
    const fn = (a: number, b: number) => a + b;
    expect(m.counter(name, help)(fn)(1, 2)).toBe(3);
    expect((await m.render()).body.toString()).toContain("additions_total 1");
  },
  async F31() {
    const m = metrics(alone());
    const byStatus = m.counter("by_status", "By status.", {
      labels: { status: (_req, res) => res.statusCode, from: (_req, res) => res.get("x-from") },
    });
    const failure = new Error("on purpose");
    const app = express().use(m);
    app.get("/", byStatus, () => {
      throw failure;
    });
    const seen: unknown[] = [];
    app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
      seen.push(error);
      res.status(409).set("x-from", "handler").end();
    });
    const served = await listen(app);
    expect(await served.get("/")).toBe(409);
    expect(seen).toEqual([failure]);
    await served.shows("by_status_total", { status: 409, from: "handler" }, 1);
  },
  async F32() {
    const m = metrics(alone());
    const handler = async (_req: Request, res: Response) => {
      await setTimeout(30);
      res.send("ok");
    };
    const app = express().use(m).get("/", m.summary("s", "S."), handler);
    const served = await listen(app);
    await served.get("/");
    await served.shows("s_count", {}, 1);
    expect(Number(/^s_sum (.*)$/m.exec(await served.scrape())?.[1])).toBeGreaterThan(0.025);
  },
  async F33() {
    const m = metrics(alone());
    const [name, help] = ["all", "All."];
    const app = express().use(m).get("/early", ok);
    m.registerDefault(m.counter(name, help));
    app.get("/later", ok);
    const served = await listen(app);
    await served.get("/early", "/later", "/nowhere", "/metrics");
    await served.shows("all_total", {}, 3);
  },
  F34: notTracked,
  async F35() {
    const m = metrics(alone());
    const app = express().use(m);
    app.get("/", m.excludeAll(), m.counter("hits", "Hits."), () => {
      throw new Error("secret");
    });
    app.use((_error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.status(500).send("sorry");
    });
    const served = await listen(app);
    expect(await (await fetch(`${served.url}/`)).text()).toBe("sorry");
    await served.get("/nowhere");
    await served.shows("http_requests_total", {}, 1);
    await served.shows("hits_total", {}, 0);
  },
  async F36() {
    const m = createMetrics(alone());
    const [name, help, labels] = ["app", "The app.", { release: "1", debug: true }] as const;
    m.info(name, help, labels);
    m.info("app_info", help, { version: "1.0.3" });
    m.info("bare", help, {});
    const text = (await m.render()).body.toString();
    expect(text).toContain('app{release="1",debug="true"} 1');
    expect(text).toContain('app_info{version="1.0.3"} 1');
    expect(text).toContain("bare 1");
  },
  F45: notTracked,
  async F62() {
    const app = express().use(metrics(alone()));
    app.use("/shops/:shop", express.Router().get("/items/:id", ok));
    const served = await listen(app);
    await served.get("/shops/1/items/2");
    await served.shows("http_requests_total", { path: "/shops/:shop/items/:id" }, 1);

    const server = fastify();
    await server.register(fastifyMetrics, alone());
    const plugin = async (scope: typeof server) => {
      scope.get("/items/:id", async () => "ok");
    };
    await server.register(plugin as never, { prefix: "/shops/:shop" });
    const onFastify = await listenFastify(server);
    await onFastify.get("/shops/1/items/2");
    await onFastify.shows("http_requests_total", { path: "/shops/:shop/items/:id" }, 1);
  },
};
