import { createMetrics, metrics } from "@routemetrics/express";
import fastifyMetrics from "@routemetrics/fastify";
import express from "express";
import fastify from "fastify";
import { Registry } from "prom-client";
import { expect } from "vitest";
import { alone, type Checks, listen, listenFastify } from "./application.js";

const refused = (code: string) => expect.objectContaining({ code });

export const setUp: Checks = {
  async F1() {
    const app = express();
    app.use(metrics(alone()));
    app.get("/", (_req, res) => void res.send("ok"));
    const onExpress = await listen(app);
    await onExpress.get("/");
    await onExpress.shows("http_requests_total", { path: "/", status: 200 }, 1);

    const server = fastify();
    await server.register(fastifyMetrics, alone());
    server.get("/", async () => "ok");
    const onFastify = await listenFastify(server);
    await onFastify.get("/");
    await onFastify.shows("http_requests_total", { path: "/", status: 200 }, 1);
  },
  async F2() {
    const m = createMetrics(alone());
    const counted = m.counter("hits", "Hits.");
    const [first, second] = [express(), express()];
    first.use(metrics(m)).get("/", counted, (_req, res) => void res.send("1"));
    second.use(metrics(m)).get("/", counted, (_req, res) => void res.send("2"));
    const [one, two] = [await listen(first), await listen(second)];
    await one.get("/");
    await two.get("/", "/");
    await one.shows("http_requests_total", { path: "/" }, 3);
    await one.shows("hits_total", {}, 3);

    const onFastify = fastifyMetrics;
    const shared = createMetrics(alone());
    const app = fastify();
    await app.register(onFastify, { metrics: shared as never });
    app.get("/f", async () => "ok");
    const three = await listenFastify(app);
    await three.get("/f");
    await three.shows("http_requests_total", { path: "/f" }, 1);
  },
  async F3() {
    const m = createMetrics({ ...alone(), prefix: "" });
    expect((await m.render()).body.toString()).toContain("# TYPE http_requests_total counter");
    const flask = createMetrics({ ...alone(), preset: "flask" });
    const text = (await flask.render()).body.toString();
    expect(text).toContain("# TYPE flask_http_request_duration_seconds histogram");
    expect(text).toContain("# TYPE flask_http_request_total counter");
  },
  async F4() {
    const registries = [new Registry(), new Registry()] as const;
    const one = createMetrics({ ...alone(), registry: registries[0] });
    const both = createMetrics({ ...alone(), registry: [registries[1], registries[0]] });
    one.counter("mine", "Mine.").inc();
    expect(await registries[1].metrics()).not.toContain("mine_total");
    expect((await both.render()).body.toString()).toContain("mine_total 1");
  },
  F5() {
    const make = () => createMetrics({ ...alone(), pth: "/m" } as never);
    expect(make).toThrow(refused("RM_ERR_INVALID_OPTION"));
    expect(make).toThrow(/"pth"/);
  },
  async F6() {
    const moved = express();
    moved.use(metrics({ ...alone(), endpoint: "/internal" }));
    const app = await listen(moved, "/internal");
    expect(await app.scrape()).toContain("http_requests_total");
    expect(await app.get("/metrics")).toBe(404);
    const none = express();
    none.use(metrics({ ...alone(), endpoint: false }));
    expect(await (await listen(none)).get("/metrics")).toBe(404);
  },
  async F7() {
    const m = metrics({ ...alone(), defaults: false });
    const app = express();
    app.use(m).get("/", m.counter("hits", "Hits."), (_req, res) => void res.send("ok"));
    const served = await listen(app);
    await served.get("/");
    await served.shows("hits_total", {}, 1);
    expect(await served.scrape()).not.toContain("http_request");
  },
  async F8() {
    const m = createMetrics({ ...alone(), prefix: "shop" });
    m.counter("mine", "Mine.");
    const text = (await m.render()).body.toString();
    expect(text).toContain("# TYPE shop_http_requests_total counter");
    expect(text).toContain("# TYPE mine_total counter");
  },
  async F9() {
    const paths = async (groupBy?: "route" | "path" | ((req: express.Request) => string)) => {
      const app = express();
      app.use(metrics({ ...alone(), ...(groupBy && { groupBy }) }));
      app.get("/items/:id", (_req, res) => void res.send("ok"));
      const served = await listen(app);
      await served.get("/items/1", "/items/2?all", "/nowhere");
      await served.shows("http_requests_total", { status: 404 }, 1);
      const text = await served.scrape();
      return [...text.matchAll(/^http_requests_total\{.*path="(.*?)"/gm)].map(([, path]) => path);
    };
    expect(await paths()).toEqual(["/items/:id", "<unmatched>"]);
    expect(await paths("route")).toEqual(["/items/:id", "<unmatched>"]);
    expect(await paths("path")).toEqual(["/items/1", "/items/2", "/nowhere"]);
    expect(await paths((req) => `${req.method} ${req.originalUrl}`)).toEqual([
      "GET /items/1",
      "GET /items/2?all",
      "GET /nowhere",
    ]);
  },
  async F10() {
    const m = createMetrics({ ...alone(), buckets: [0.1, 1] });
    m.histogram("mine", "Mine.").observe(0.5);
    const text = (await m.render()).body.toString();
    expect(text.match(/^mine_bucket.*$/gm)).toEqual([
      'mine_bucket{le="0.1"} 0',
      'mine_bucket{le="1"} 1',
      'mine_bucket{le="+Inf"} 1',
    ]);
    expect(() => createMetrics({ ...alone(), buckets: [1, 0.1] })).toThrow(
      refused("RM_ERR_INVALID_BUCKETS"),
    );
  },
  async F11() {
    const types = async (duration: "summary" | "both" | false) => {
      const { body } = await createMetrics({ ...alone(), duration }).render();
      return body.toString().match(/(?<=^# TYPE http_request_duration\S* )\w+/gm);
    };
    expect(await types("summary")).toEqual(["summary"]);
    expect((await types("both"))?.toSorted()).toEqual(["histogram", "summary"]);
    expect(await types(false)).toBeNull();
  },
  async F12() {
    const m = metrics({
      ...alone(),
      labels: { team: "blue", tenant: (req) => req.header("x-tenant") },
    });
    const own = m.counter("own", "Own.", { labels: { team: "red" } });
    m.info("facts", "Facts.", { a: 1 });
    const app = express();
    app.use(m).get("/", own, (_req, res) => void res.send("ok"));
    const served = await listen(app);
    await fetch(`${served.url}/`, { headers: { "x-tenant": "t1" } });
    await served.shows("http_requests_total", { team: "blue", tenant: "t1" }, 1);
    await served.shows("own_total", { team: "red", tenant: "t1" }, 1);
    expect(await served.scrape()).toContain('facts{a="1"} 1');
    expect(() => createMetrics({ ...alone(), labels: { method: "x" } })).toThrow(
      refused("RM_ERR_INVALID_LABEL"),
    );
  },
  async F14() {
    const app = express();
    app.use(
      metrics({
        ...alone(),
        guard: (req, res, next) => {
          if (req.headers.authorization === "let me in") next();
          else res.status(401).end();
        },
      }),
    );
    const served = await listen(app);
    expect(await served.get("/metrics")).toBe(401);
    const text = await served.scrape("", { authorization: "let me in" });
    expect(text).toContain("# TYPE http_requests_total counter");
    expect(text).not.toContain('status="401"');
  },
  async F16() {
    const m = createMetrics({
      ...alone(),
      buckets: [1],
      groupBy: () => "all",
      prefix: "late",
    });
    const app = express();
    app.use(metrics(m)).get("/", (_req, res) => void res.send("ok"));
    const served = await listen(app);
    await served.get("/");
    await served.shows("late_http_requests_total", { path: "all" }, 1);
    expect(
      (await served.scrape()).match(/^late_http_request_duration_seconds_bucket/gm),
    ).toHaveLength(2);
  },
};
