import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ExpressMetricsOptions, type MetricsMiddleware, metrics } from "@routemetrics/express";
import type express from "express";
import type { ErrorRequestHandler, Request, RequestHandler, RequestParamHandler } from "express";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test, vi } from "vitest";

const fail: RequestHandler = () => {
  throw new Error("on purpose");
};
const pass: RequestHandler = (_request, _response, next) => next();
const ok: RequestHandler = (_request, response) => void response.send("ok");
/** Express 4 does not wait for promises. */
const rejects: RequestHandler = (_request, _response, next) => {
  Promise.reject(new Error("on purpose")).catch(next);
};
/** What a handler in the route would see. */
const view = {
  id: (request: Request) => request.params.id as string,
  base: (request: Request) => request.baseUrl,
  at: (request: Request) => request.path,
};

describe.each(["express4-17", "express4", "express5-0", "express5-1", "express5-2", "express"])(
  "%s",
  (name) => {
    async function start(
      set: (app: express.Express, m: MetricsMiddleware, framework: typeof express) => void,
      options: ExpressMetricsOptions = {},
    ) {
      const framework = ((await import(name)) as { default: typeof express }).default;
      const m = metrics({ registry: new Registry(), processMetrics: false, ...options });
      const app = framework();
      app.set("env", "test");
      app.use(m);
      set(app, m, framework);
      const server = app.listen(0, "127.0.0.1");
      await once(server, "listening");
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      const get = async (path: string) => {
        const { port } = server.address() as AddressInfo;
        const headers = { connection: "close" };
        const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
        return `${response.status} ${await response.text()}`;
      };
      /** All samples of a metric, and no label function has thrown. */
      const expectSamples = (metric: string, samples: readonly string[]) =>
        vi.waitFor(async () => {
          const text = String((await m.render()).body);
          const lines = text.split("\n").filter((line) => line.startsWith(`${metric}{`));
          const shown = lines.map((line) => line.slice(metric.length)).sort();
          expect(shown).toEqual([...samples].sort());
          expect(text).not.toMatch(/^routemetrics_label_errors_total.* [1-9]/m);
        });
      return { get, expectSamples };
    }

    test("an instrument sees the parameters of its route when the handler throws", async () => {
      const { get, expectSamples } = await start((app, m) => {
        const byType = m.counter("by_type", "By type.", {
          labels: {
            item_type: (request) => String(request.params.itemType).toUpperCase(),
            code: (_request, response) => response.statusCode,
          },
        });
        app.get("/throws/:itemType", byType, fail);
        app.get("/rejects/:itemType", byType, rejects);
        app.get("/wrapped/:itemType", byType(fail));
        app.get("/answers/:itemType", byType, ok);
      });
      for (const path of ["/throws/a", "/rejects/b", "/wrapped/c", "/answers/d"]) await get(path);
      await expectSamples("by_type_total", [
        '{item_type="A",code="500"} 1',
        '{item_type="B",code="500"} 1',
        '{item_type="C",code="500"} 1',
        '{item_type="D",code="200"} 1',
      ]);
    });

    test("it sees them in nested routers, with the base URL and the path of the route", async () => {
      const { get, expectSamples } = await start((app, m, framework) => {
        const seen = m.counter("seen", "Seen.", {
          labels: { ...view, user: (request) => request.params.user as string },
        });
        const inner = framework.Router({ mergeParams: true });
        inner.get("/throws/:id", seen, fail);
        inner.get("/rejects/:id", seen, rejects);
        inner.get("/passes/:id", seen, pass);
        inner.get("/begun/:id", seen, (_request, response, next) => {
          setTimeout(() => response.send("late"), 5);
          next("router");
        });
        const outer = framework.Router({ mergeParams: true });
        outer.use("/users/:user", inner);
        app.use("/api", outer);
        app.use((request, _response, next) => void (request.url.includes("begun") || next()));
      });
      const sample = (user: string, kind: string, id: string) =>
        `{id="${id}",base="/api/users/${user}",at="/${kind}/${id}",user="${user}"} 1`;
      const kinds = ["throws", "rejects", "passes", "begun"];
      await Promise.all(kinds.map((kind, index) => get(`/api/users/u${index}/${kind}/${index}`)));
      await expectSamples(
        "seen_total",
        kinds.map((kind, index) => sample(`u${index}`, kind, `${index}`)),
      );
    });

    test("a histogram and a summary see them too, also after next() led to a 404", async () => {
      const { get, expectSamples } = await start((app, m) => {
        const labels = { id: view.id };
        app.get("/items/:id", m.histogram("took", "Took.", { labels }), pass);
        app.get("/items/:id", m.summary("lasted", "Lasted.", { labels }), pass);
        app.use((_request, response) => void response.status(404).send("none"));
      });
      expect(await get("/items/7")).toBe("404 none");
      await expectSamples("took_count", ['{id="7"} 1']);
      await expectSamples("lasted_count", ['{id="7"} 1']);
    });

    test("the option labels, groupBy and exemplars see what the route saw", async () => {
      const groups: unknown[] = [];
      const exemplars: unknown[] = [];
      const { get, expectSamples } = await start(
        (app, _m, framework) => {
          app.use("/v1", framework.Router().get("/items/:id", fail).get("/ok/:id", ok));
        },
        {
          labels: view,
          groupBy: (request) => {
            groups.push(request.params.id);
            return request.baseUrl;
          },
          exemplars: (request) => {
            exemplars.push(request.params.id);
            return undefined;
          },
        },
      );
      await get("/v1/items/1");
      await get("/v1/ok/2");
      await expectSamples("http_requests_total", [
        '{method="GET",path="/v1",status="500",id="1",base="/v1",at="/items/1"} 1',
        '{method="GET",path="/v1",status="200",id="2",base="/v1",at="/ok/2"} 1',
      ]);
      expect(groups).toEqual(["1", "2"]);
      expect(exemplars).toEqual(["1", "2"]);
    });

    test("a mount that fails is seen with its own parameters", async () => {
      const { get, expectSamples } = await start((app) => void app.use("/api/:id", fail, ok), {
        labels: view,
      });
      await get("/api/a/x");
      await expectSamples("http_requests_total", [
        '{method="GET",path="/api/:id/*",status="500",id="a",base="/api/a",at="/x"} 1',
      ]);
    });

    test("what a request has passed on its way does not show in what answers it", async () => {
      const { get, expectSamples } = await start(
        (app) => {
          app.get("/:first/:id", pass);
          app.get("/routes/:id", (request, _response, next) => {
            request.params = { ...request.params, id: "replaced" };
            next();
          });
          app.use("/mounts", ok);
          app.get("/routes/:other", ok);
        },
        { labels: view },
      );
      await get("/routes/1");
      await get("/mounts/2");
      await get("/items/3");
      await expectSamples("http_requests_total", [
        '{method="GET",path="/routes/:other",status="200",id="",base="",at="/routes/1"} 1',
        '{method="GET",path="/mounts/*",status="200",id="",base="/mounts",at="/2"} 1',
        '{method="GET",path="<unmatched>",status="404",id="",base="",at="/items/3"} 1',
      ]);
    });

    test("an instrument sees what its route saw, also when a later route answers", async () => {
      const { get, expectSamples } = await start((app, m, framework) => {
        const labels = { ...view, other: (request: Request) => request.params.other as string };
        const first = m.counter("first", "First.", { labels });
        const took = m.histogram("took", "Took.", { labels: { id: view.id } });
        const last = m.summary("last", "Last.", { labels });
        const every = m.counter("every", "Every.", { labels });
        m.registerDefault(every);
        const later: RequestHandler = (_request, _response, next) => void setTimeout(next, 2);
        const skip: RequestHandler = (_request, _response, next) => next("route");
        app.get("/passes/:id", first, took, pass);
        app.get("/waits/:id", first, took, later);
        app.get("/skips/:id", first, took, skip);
        app.get("/wrapped/:id", first(took(pass)));
        app.use("/mount/:id", framework.Router({ mergeParams: true }).get("/", first, took, pass));
        app.get("/fails/:id", first, took, pass);
        app.get("/fails/:other", last, fail);
        app.get("/:kind/:other", last, ok);
      });
      const kinds = ["passes", "waits", "skips", "wrapped", "mount", "fails"];
      await Promise.all(kinds.map((kind) => get(`/${kind}/${kind}`)));
      const sample = (kind: string, id: string, other: string) =>
        `{id="${id}",base="",at="/${kind}/${kind}",other="${other}"} 1`;
      const inMount = '{id="mount",base="/mount/mount",at="/",other=""} 1';
      await expectSamples(
        "first_total",
        kinds.map((kind) => (kind === "mount" ? inMount : sample(kind, kind, ""))),
      );
      await expectSamples(
        "took_count",
        kinds.map((kind) => `{id="${kind}"} 1`),
      );
      const answered = kinds.map((kind) => sample(kind, "", kind));
      await expectSamples("last_count", answered);
      await expectSamples("every_total", answered);
    });

    test("a request that has fallen through a mount, or recovered from an error, shows nothing of it", async () => {
      const recover: ErrorRequestHandler = (_error, _request, _response, next) => next();
      const { get, expectSamples } = await start(
        (app, _m, framework) => {
          const router = () => framework.Router({ mergeParams: true });
          app.use("/passed/:id", pass);
          app.use("/left/:id", router().get("/:item", pass));
          app.use("/nested/:id", router().use("/:item", router().get("/", pass)));
          app.use("/recovered/:id", router().get("/:item", fail), recover);
        },
        { labels: view },
      );
      const paths = ["/passed/1/2", "/left/1/2", "/nested/1/2", "/recovered/1/2"];
      for (const path of paths) await get(path);
      await expectSamples(
        "http_requests_total",
        paths.map(
          (path) => `{method="GET",path="<unmatched>",status="404",id="",base="",at="${path}"} 1`,
        ),
      );
    });

    test("what has answered keeps the request, also when it passes it on", async () => {
      const sendAndPass: RequestHandler = (_request, response, next) => {
        response.send("ok");
        next();
      };
      const { get, expectSamples } = await start(
        (app, _m, framework) => {
          app.get("/sent/:id", sendAndPass);
          const router = framework.Router({ mergeParams: true });
          app.use("/mount/:id", router.get("/sent", sendAndPass), sendAndPass);
          app.use("/events/:id", (_request, response, next) => {
            response.writeHead(200);
            next();
          });
          app.get("/events/:id", (_request, response) => void response.end());
          app.get("/:kind/:other", (_request, _response, next) => next());
          app.use((_request, _response, next) => next(new Error("after the end")));
        },
        { labels: view },
      );
      const paths = ["/sent/1", "/mount/2/sent", "/mount/3/none", "/events/4"];
      for (const path of paths) expect(await get(path)).toMatch(/^200/);
      const sample = (path: string, labels: string) =>
        `{method="GET",path="${path}",status="200",${labels}} 1`;
      await expectSamples("http_requests_total", [
        sample("/sent/:id", 'id="1",base="",at="/sent/1"'),
        sample("/mount/:id/sent", 'id="2",base="/mount/2",at="/sent"'),
        sample("/mount/:id/*", 'id="3",base="/mount/3",at="/none"'),
        sample("/events/:id", 'id="4",base="",at="/events/4"'),
      ]);
    });

    test("a parameter handler that fails is seen with the parameters of its route", async () => {
      const { get, expectSamples } = await start(
        (app, _m, framework) => {
          const failures: Record<string, RequestParamHandler> = {
            throws: fail as RequestParamHandler,
            passes: (_request, _response, next) => next(new Error("on purpose")),
            waits: (_request, _response, next) =>
              void setTimeout(() => next(new Error("on purpose")), 2),
          };
          for (const [kind, handler] of Object.entries(failures)) {
            const router = framework.Router({ mergeParams: true });
            router.param("item", handler);
            router.get("/:item", ok);
            app.use(`/${kind}/:id`, router);
          }
          const router = framework.Router();
          router.param("id", failures.passes as RequestParamHandler);
          app.use("/mount", router.use("/:id", ok));
          app.param("top", failures.throws as RequestParamHandler);
          app.get("/:top/:id", ok);
        },
        { labels: { ...view, item: (request) => request.params.item as string } },
      );
      const kinds = ["throws", "passes", "waits"];
      for (const path of [...kinds, "mount", "top"]) await get(`/${path}/1/2`);
      await get("/top/1");
      const sample = (path: string, labels: string) => `{method="GET",path="${path}",${labels}} 1`;
      await expectSamples("http_requests_total", [
        ...kinds.map((kind) =>
          sample(`/${kind}/:id/:item`, `status="500",id="1",base="/${kind}/1",at="/2",item="2"`),
        ),
        sample("/mount/*", 'status="500",id="1",base="/mount",at="/1/2",item=""'),
        sample("<unmatched>", 'status="404",id="",base="",at="/top/1/2",item=""'),
        sample("/:top/:id", 'status="500",id="1",base="",at="/top/1",item=""'),
      ]);
    });

    test("parameter handlers that do not fail are called as without metrics", async () => {
      const calls: unknown[] = [];
      const { get, expectSamples } = await start(
        (app, _m, framework) => {
          const router = framework.Router();
          router.param("id", (request, _response, next, value, name) => {
            calls.push([name, value]);
            request.params.id = `parsed ${value}`;
            next();
          });
          router.param("id", (request, response, next) => {
            if (request.params.id === "parsed 2") response.status(404).send("none");
            else next();
          });
          app.use("/items", router.get("/:id", ok));
        },
        { labels: { id: view.id } },
      );
      for (const id of [1, 2, 2]) await get(`/items/${id}`);
      expect(calls).toEqual(["1", "2", "2"].map((value) => ["id", value]));
      await expectSamples("http_requests_total", [
        '{method="GET",path="/items/:id",status="200",id="parsed 1"} 1',
        '{method="GET",path="/items/:id",status="404",id="parsed 2"} 2',
      ]);
    });

    test("parameters that a handler replaced are seen as replaced, after an error too", async () => {
      const { get, expectSamples } = await start((app, m) => {
        const seen = m.counter("seen", "Seen.", { labels: { id: view.id } });
        const parse: RequestHandler = (request, _response, next) => {
          request.params = { id: "parsed" };
          next();
        };
        app.get("/items/:id", seen, parse, fail);
      });
      await get("/items/1");
      await expectSamples("seen_total", ['{id="parsed"} 1']);
    });

    test("the application has its request back as it was", async () => {
      const seen: unknown[] = [];
      const { get, expectSamples } = await start(
        (app, _m, framework) => {
          app.use("/v1", framework.Router().get("/items/:id", fail));
          app.use(((_error, request, response, _next) => {
            const note = () => seen.push([{ ...request.params }, request.baseUrl, request.url]);
            note();
            response.on("close", note);
            response.status(500).send("handled");
          }) as ErrorRequestHandler);
        },
        {
          labels: {
            id: (request) => request.params.id as string,
            broken: (request) => {
              if (request.params.id === undefined) throw new Error("not restored");
              return "no";
            },
          },
        },
      );
      expect(await get("/v1/items/1?q=1")).toBe("500 handled");
      await expectSamples("http_requests_total", [
        '{method="GET",path="/v1/items/:id",status="500",id="1",broken="no"} 1',
      ]);
      const asItWas = [{}, "", "/v1/items/1?q=1"];
      expect(seen).toEqual([asItWas, asItWas]);
    });
  },
);
