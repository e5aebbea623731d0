import type { Application, ErrorRequestHandler, RequestHandler, Router } from "express";

export type ExpressModule = typeof import("express");

export const ok: RequestHandler = (_req, res) => void res.send("ok");
const pass: RequestHandler = (_req, _res, next) => next();
const later = () => new Promise((resolve) => setTimeout(resolve, 5));
const answerError: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error.status ?? 500).send("failed");
};

export interface Context {
  readonly express: ExpressModule;
  readonly is5: boolean;
  /** `use()` was watched when the routers were built, or their layers keep what they were given. */
  readonly knowsMounts: boolean;
  /** `use()` could be watched when the routers were built. */
  readonly isWatched: boolean;
  readonly app: Application;
  readonly measure: RequestHandler;
}

export interface Case {
  readonly given: string;
  /** Mounts `measure` itself. */
  readonly installsItself?: boolean;
  readonly build: (context: Context) => void;
  /** Method and URL, and what it shows; the status where it says something. */
  readonly requests: (
    context: Context,
  ) => Record<string, string | [template: string, status: number]>;
}

/** Every way that routes can be put together, for both syntaxes. */
export const cases: readonly Case[] = [
  {
    given: "arrays below a mount",
    build: ({ app, express }) => {
      const things = express.Router({ mergeParams: true }).get("/things/:t", ok);
      const people = express.Router({ mergeParams: true });
      people.use(["/users/:id", "/people/:id/friends/:f"], things);
      const api = express.Router({ mergeParams: true }).use(people);
      app.use("/api/:v", api);
    },
    requests: () => ({
      "GET /api/1/people/2/friends/3/things/4": "/api/:v/people/:id/friends/:f/things/:t",
      "GET /api/1/users/2/things/4": "/api/:v/users/:id/things/:t",
    }),
  },
  {
    given: "arrays in an application below a mount",
    build: ({ app, express }) => {
      const things = express.Router({ mergeParams: true }).get("/things/:t", ok);
      const sub = express();
      sub.use(["/cats/:c", "/dogs/:d"], things);
      app.use("/animals/:a", sub);
    },
    requests: () => ({
      "GET /animals/1/dogs/2/things/4": "/animals/:a/dogs/:d/things/:t",
      "GET /animals/1/cats/2/things/4": "/animals/:a/cats/:c/things/:t",
    }),
  },
  {
    given: "a flat route",
    build: ({ app }) => app.get("/users/:id", ok),
    requests: () => ({
      "GET /users/7": "/users/:id",
      "GET /users/8?x=/users/9": "/users/:id",
      "HEAD /users/7": "/users/:id",
      "GET /USERS/7/": "/users/:id",
      "GET /nobody": ["none", 404],
    }),
  },
  {
    given: "the root route",
    build: ({ app }) => app.get("/", ok),
    requests: () => ({ "GET /": "/", "GET /x": ["none", 404] }),
  },
  {
    given: "mounts with parameters at any depth, with mergeParams",
    build: ({ app, express }) => {
      const [api, orgs, repos, files] = [0, 1, 2, 3].map(() =>
        express.Router({ mergeParams: true }),
      ) as [Router, Router, Router, Router];
      files.get("/:file", ok);
      files.get("/", ok);
      repos.use("/:repoId/files/", files);
      orgs.use("/:orgId/repos", repos);
      api.use("/orgs", orgs);
      app.use("/api/:version", api);
    },
    requests: () => ({
      "GET /api/api/orgs/orgs/repos/files/files/f":
        "/api/:version/orgs/:orgId/repos/:repoId/files/:file",
      "GET /api/v1/orgs/o/repos/r/files": "/api/:version/orgs/:orgId/repos/:repoId/files",
      "GET /api/v%201/orgs/o%2Fp/repos/r/files/f":
        "/api/:version/orgs/:orgId/repos/:repoId/files/:file",
      "GET /api/v1/orgs/o/repos/r/none/f": ["none", 404],
    }),
  },
  {
    given: "one router mounted twice, under overlapping requests",
    build: ({ app, express }) => {
      const items = express.Router({ mergeParams: true });
      items.use(async (_req, _res, next) => {
        await later();
        next();
      });
      const inner = express.Router();
      inner.get("/:itemId", async (_req, res) => {
        await later();
        res.send("ok");
      });
      items.use("/inner", inner);
      items.get("/:itemId", async (_req, res) => {
        await later();
        res.send("ok");
      });
      app.use("/shops/:shopId/items", items);
      app.use("/carts/:cartId", items);
    },
    requests: () =>
      Object.fromEntries(
        [1, 2, 3, 4, 5].flatMap((n) => [
          [`GET /shops/${n}/items/${n}`, "/shops/:shopId/items/:itemId"],
          [`GET /carts/${n}/${n}`, "/carts/:cartId/:itemId"],
          [`GET /shops/${n}/items/inner/${n}`, "/shops/:shopId/items/inner/:itemId"],
          [`GET /carts/${n}/inner/${n}`, "/carts/:cartId/inner/:itemId"],
          [`GET /carts/${n}/${n}/none`, "none"],
        ]),
      ),
  },
  {
    given: "sub-apps, mounted on the app and on a router",
    build: ({ app, express }) => {
      const admin = express();
      const audit = express();
      audit.get("/:entry", ok);
      admin.get("/users/:id", ok);
      admin.use("/audit/:year", audit);
      app.use("/admin/:tenant", admin);
      const router = express.Router();
      const odd = express();
      odd.get("/x/:y", ok);
      router.use("/odd", odd);
      app.use("/r/:r", router);
    },
    requests: () => ({
      "GET /admin/t/users/1": "/admin/:tenant/users/:id",
      "GET /admin/t/audit/2020/5": "/admin/:tenant/audit/:year/:entry",
      "GET /admin/t/none": ["none", 404],
      "GET /r/1/odd/x/2": "/r/:r/odd/x/:y",
    }),
  },
  {
    given: "arrays of paths",
    build: ({ app, express, is5 }) => {
      app.get(["/a", "/b/:id", /^\/c(\d+)$/], ok);
      const router = express.Router();
      router.get(["/one", "/two"], ok);
      app.use(["/m1/:x", "/m2", "/m3/:y/z"], router);
      app.use(["/static-a", "/static-b/:b"], ok);
      const strict = express.Router({ strict: true });
      strict.get(["/x", "/x/"], ok);
      app.use("/strict", strict);
      app.get(is5 ? ["/o{/:p}", "/q"] : ["/o/:p?", "/q"], ok);
    },
    requests: ({ is5 }) => ({
      "GET /a": "/a",
      "GET /b/1": "/b/:id",
      "GET /c12": "/^\\/c(\\d+)$/",
      "GET /m1/1/two": "/m1/:x/two",
      "GET /m2/one": "/m2/one",
      "GET /m3/1/z/two": "/m3/:y/z/two",
      "GET /static-a/f": "/static-a/*",
      "GET /static-b/1/f": "/static-b/:b/*",
      "GET /strict/x": "/strict/x",
      "GET /strict/x/": "/strict/x/",
      "GET /o": is5 ? "/o{/:p}" : "/o/:p?",
      "GET /q": "/q",
    }),
  },
  {
    given: "RegExps",
    build: ({ app, express }) => {
      app.get(/^\/re(\d+)$/, ok);
      const router = express.Router();
      router.get(/\/x(.+)/i, ok);
      router.get("/y", ok);
      app.use("/api/:v", router);
      app.use(/^\/mount(\d+)/, router);
    },
    requests: ({ knowsMounts }) => {
      const mount = knowsMounts ? "/^\\/mount(\\d+)/" : "/<regexp>";
      return {
        "GET /re12": "/^\\/re(\\d+)$/",
        "GET /api/1/x1": "/api/:v/\\/x(.+)/i",
        "GET /mount7/y": `${mount}/y`,
        "GET /mount7/xx": `${mount}/\\/x(.+)/i`,
        "GET /mount/y": ["none", 404],
      };
    },
  },
  {
    given: "mounts at several paths of which some are RegExps",
    build: ({ app, express }) => {
      const router = express.Router();
      router.get("/leaf", ok);
      app.use(["/mixed/:m", /^\/one(\d+)/, "/two/:t"], router);
      app.use([/^\/three\d/, /^\/four/], router);
    },
    requests: ({ is5, knowsMounts, isWatched }) => {
      const shown = (text: string) => (knowsMounts ? text : "/<regexp>");
      // What Express 4 joins to one expression does not say that it was several.
      const onlyRegExps = { "GET /four/leaf": `${shown("/^\\/four/")}/leaf` };
      return {
        "GET /mixed/1/leaf": "/mixed/:m/leaf",
        "GET /one12/leaf": `${shown("/^\\/one(\\d+)/")}/leaf`,
        "GET /two/2/leaf": "/two/:t/leaf",
        ...(is5 || isWatched ? onlyRegExps : {}),
        "GET /one/leaf": ["none", 404],
      };
    },
  },
  {
    given: "wildcards and optional segments",
    build: ({ app, express, is5 }) => {
      const router = express.Router();
      router.get("/leaf", ok);
      app.get(is5 ? "/files/*path" : "/files/*", ok);
      app.get(is5 ? "/opt/:a{/:b}" : "/opt/:a/:b?", ok);
      app.get(is5 ? "/dots/:name{.:ext}" : "/dots/:name.:ext?", ok);
      app.use(is5 ? "/lang{/:lang}/docs" : "/lang/:lang?/docs", router);
      app.get(is5 ? "/{*rest}" : "*", ok);
    },
    requests: ({ is5, knowsMounts }) => {
      const mount = is5 ? "/lang{/:lang}/docs" : "/lang/:lang?/docs";
      return {
        "GET /files/a/b/c": is5 ? "/files/*path" : "/files/*",
        "GET /opt/1": is5 ? "/opt/:a{/:b}" : "/opt/:a/:b?",
        "GET /opt/1/2": is5 ? "/opt/:a{/:b}" : "/opt/:a/:b?",
        "GET /dots/x.tar": is5 ? "/dots/:name{.:ext}" : "/dots/:name.:ext?",
        "GET /lang/docs/leaf": `${knowsMounts ? mount : "/lang/docs"}/leaf`,
        "GET /lang/en/docs/leaf": `${knowsMounts ? mount : "/lang/:lang/docs"}/leaf`,
        "GET /anything/else": is5 ? "/{*rest}" : "*",
      };
    },
  },
  {
    given: "the mounts of Express 4 with its old syntax, or their like in 5",
    build: ({ app, express, is5 }) => {
      const router = express.Router();
      router.get("/leaf", ok);
      app.use(is5 ? "/deep/*path/end" : "/deep/*/end", router);
      app.use("/file.:format", router);
      app.use("/from-:from-to-:to", router);
      if (is5) return;
      app.use("/digits/:n(\\d+)", router);
      app.use("/star/:rest*", ok);
      app.use("/pre(ab|cd)/x", router);
      app.use("/xy?z/+end", router);
    },
    requests: ({ is5 }) => ({
      "GET /deep/1/2/end/leaf": is5 ? "/deep/*path/end/leaf" : "/deep/*/end/leaf",
      "GET /file.json/leaf": "/file.:format/leaf",
      "GET /from-a-to-to/leaf": "/from-:from-to-:to/leaf",
      ...(is5
        ? {}
        : {
            "GET /digits/42/leaf": "/digits/:n(\\d+)/leaf",
            "GET /star/a/leaf": "/star/:rest*",
            "GET /preab/x/leaf": "/pre(ab|cd)/x/leaf",
            "GET /xz//end/leaf": "/xy?z/+end/leaf",
          }),
    }),
  },
  {
    given: "route() chains, several handlers, next('route') and a second route that matches",
    build: ({ app }) => {
      app.route("/chain/:id").all(pass).get(pass, ok).post(ok);
      app.get("/skip/:id", (_req, _res, next) => next("route"), ok);
      app.get("/skip/:second", ok);
      app.get("/first/:a", pass);
      app.get("/:any/:b", pass);
      app.get("/first/second", ok);
    },
    requests: () => ({
      "GET /chain/1": "/chain/:id",
      "POST /chain/1": "/chain/:id",
      "DELETE /chain/1": ["none", 404],
      "GET /skip/1": "/skip/:second",
      "GET /first/second": "/first/second",
      "GET /first/none": ["none", 404],
    }),
  },
  {
    given: "next('router')",
    build: ({ app, express }) => {
      const router = express.Router();
      router.get("/x", (_req, _res, next) => next("router"));
      router.get("/x", ok);
      app.use("/a/:a", router);
      app.use("/b", router);
      app.get("/a/:id/x", ok);
    },
    requests: () => ({ "GET /a/1/x": "/a/:id/x", "GET /b/x": ["none", 404] }),
  },
  {
    given: "param handlers that pass, fail, fail later or answer",
    build: ({ app, express }) => {
      const users = express.Router();
      users.param("id", async (_req, res, next, id) => {
        if (id === "later") await later();
        if (id === "answer") return void res.send("ok");
        return id === "7" ? next() : next(Object.assign(new Error("no"), { status: 404 }));
      });
      users.param("thrown", () => {
        throw new Error("no");
      });
      users.get("/before", pass);
      users.get("/users/:id", ok);
      users.get("/thrown/:thrown", ok);
      app.param("skip", (_req, _res, next) => next("route" as never));
      app.use("/api/:v", users);
      app.get("/top/:skip", ok);
      app.use("/api", pass);
    },
    requests: () => ({
      "GET /api/1/users/7": "/api/:v/users/:id",
      "GET /api/1/users/8": ["/api/:v/users/:id", 404],
      "GET /api/1/users/later": ["/api/:v/users/:id", 404],
      "GET /api/1/users/answer": "/api/:v/users/:id",
      "GET /api/1/thrown/1": ["/api/:v/thrown/:thrown", 500],
      "GET /api/1/before": ["none", 404],
    }),
  },
  {
    given: "a route that a param handler skips, and a handler for the rest",
    build: ({ app, express }) => {
      const router = express.Router();
      router.param("skip", (_req, _res, next) => next("route" as never));
      router.get("/:skip", ok);
      app.use("/in/:x", router);
      router.get("/:other/:skip", ok);
      router.use("/rest", ok);
      app.use((_req, res) => void res.status(404).send("nothing here"));
    },
    requests: () => ({
      "GET /in/1/2": ["none", 404],
      "GET /in/1/2/3": ["none", 404],
      "GET /in/1/rest/2": "/in/:x/rest/*",
    }),
  },
  {
    given: "middleware that answers inside a mount",
    build: ({ app, express }) => {
      app.use("/static", express.static(import.meta.dirname));
      const router = express.Router();
      router.use((req, res, next) => (req.query.stop ? void res.send("stopped") : next()));
      router.use("/deep/:d/", (req, res, next) => (req.query.deep ? void res.send("x") : next()));
      router.get("/route", ok);
      app.use("/mount/:id/", router);
      app.use((req, res, next) => (req.query.top ? void res.send("x") : next()));
    },
    requests: () => ({
      "GET /static/route-cases.ts": ["/static/*", 200],
      "GET /static/missing.ts": ["none", 404],
      "GET /mount/1/route": "/mount/:id/route",
      "GET /mount/1/route?stop=1": "/mount/:id/*",
      "GET /mount/1/deep/2/3?deep=1": "/mount/:id/deep/:d/*",
      "GET /mount/1/deep/2/3": ["none", 404],
      "GET /anything?top=1": "none",
      "GET /mount/1/none?top=1": "none",
    }),
  },
  {
    given: "errors that are thrown, passed on, rejected and answered in many places",
    build: ({ app, express, is5 }) => {
      const inner = express.Router();
      inner.get("/sync/:x", () => {
        throw new Error("sync");
      });
      inner.get("/next/:x", (_req, _res, next) => next(new Error("next")));
      inner.get("/async/:x", async (_req, _res, next) => {
        await later();
        if (is5) throw new Error("async");
        next(new Error("async"));
      });
      inner.use("/guard", (_req, _res, next) => next(new Error("guard")));
      inner.get("/own/:x", () => {
        throw Object.assign(new Error("own"), { own: true });
      });
      inner.get("/recovered/:x", () => {
        throw Object.assign(new Error("recovered"), { recovered: true });
      });
      inner.get("/falsy/:x", (_req, _res, next) => next(null as never));
      inner.get("/route-handler/:x", pass, (_req, _res, next) => next(new Error("x")), ((
        error,
        _req,
        _res,
        next,
      ) => next(error)) as ErrorRequestHandler as never);
      inner.use(((error, req, res, next) =>
        error.own ? answerError(error, req, res, next) : next(error)) as ErrorRequestHandler);
      const middle = express.Router();
      middle.use("/mid/:m", inner);
      app.use("/api/:v", middle);
      app.use(((error, _req, _res, next) =>
        next(error.recovered ? undefined : error)) as ErrorRequestHandler);
      app.use("/api", pass);
      app.use(((error, req, res, next) =>
        req.query.fail
          ? next(new Error("in the error handler"))
          : answerError(error, req, res, next)) as ErrorRequestHandler);
    },
    requests: () => ({
      "GET /api/1/mid/2/sync/3": ["/api/:v/mid/:m/sync/:x", 500],
      "GET /api/1/mid/2/next/3": ["/api/:v/mid/:m/next/:x", 500],
      "GET /api/1/mid/2/async/3": ["/api/:v/mid/:m/async/:x", 500],
      "GET /api/1/mid/2/own/3": ["/api/:v/mid/:m/own/:x", 500],
      "GET /api/1/mid/2/route-handler/3": ["/api/:v/mid/:m/route-handler/:x", 500],
      "GET /api/1/mid/2/guard/3": ["/api/:v/mid/:m/guard/*", 500],
      "GET /api/1/mid/2/recovered/3": ["none", 404],
      "GET /api/1/mid/2/falsy/3": ["none", 404],
      "GET /api/1/mid/2/sync/3?fail=1": ["/api/:v/mid/:m/sync/:x", 500],
    }),
  },
  {
    given: "errors that nothing handles",
    build: ({ app, express }) => {
      const router = express.Router();
      router.get("/:x", (_req, _res, next) => void later().then(() => next(new Error("no"))));
      app.use("/m/:m", router);
      app.get("/gone", (_req, _res, next) =>
        next(Object.assign(new Error("gone"), { status: 404 })),
      );
    },
    requests: () => ({ "GET /m/1/2": ["/m/:m/:x", 500], "GET /gone": ["/gone", 404] }),
  },
  {
    given: "handlers that answer after the router has moved on",
    build: ({ app, express }) => {
      const router = express.Router();
      router.get("/late/:x", (_req, res) => void setTimeout(() => res.send("ok"), 5));
      router.get("/both/:x", async (_req, res) => {
        await later();
        res.send("ok");
      });
      router.get("/render/:x", (_req, res) => res.sendFile("/no/such/file"));
      app.use("/m/:m", router);
      app.use("/send", (_req, res) => res.sendFile("/", { dotfiles: "allow" }));
      app.get("/send/after", ok);
    },
    requests: () => ({
      "GET /m/1/late/2": "/m/:m/late/:x",
      "GET /m/1/both/2": "/m/:m/both/:x",
      "GET /m/1/render/2": ["/m/:m/render/:x", 404],
    }),
  },
  {
    given: "OPTIONS that the router answers, and that a route answers",
    build: ({ app, express }) => {
      app.get("/items/:id", ok);
      const router = express.Router();
      router.get("/things/:id", ok);
      app.use("/api/:v", router);
      app.options("/own/:id", ok);
    },
    requests: () => ({
      "OPTIONS /items/1": ["none", 200],
      "OPTIONS /api/1/things/2": ["/api/:v/*", 200],
      "OPTIONS /own/2": ["/own/:id", 200],
      "OPTIONS /nothing": ["none", 404],
    }),
  },
  {
    given: "404 after falling through nested routers",
    build: ({ app, express }) => {
      const [outer, inner] = [express.Router(), express.Router()];
      inner.use(pass);
      inner.get("/almost/:x", pass);
      outer.use("/inner", pass, inner);
      outer.get("/inner/:x/:y", pass);
      app.use("/outer/:o", outer);
      app.use(pass);
    },
    requests: () => ({
      "GET /outer/1/inner/almost/2": ["none", 404],
      "GET /outer/1/inner": ["none", 404],
      "GET /outer/1": ["none", 404],
    }),
  },
  {
    given: "URLs that cannot be decoded",
    build: ({ app, express }) => {
      const router = express.Router();
      router.get("/:x", ok);
      app.use("/m", router);
      app.use("/p/:p", router);
      app.get("/:id", ok);
      app.use("/handled/:x", router);
    },
    requests: () => ({
      "GET /%zz": ["none", 400],
      "GET /m/%zz": ["none", 400],
      "GET /p/%zz/x": ["none", 400],
      "GET /p/1/%zz": ["none", 400],
    }),
  },
  {
    given: "a router as the handler of a route",
    build: ({ app, express }) => {
      const router = express.Router();
      router.use((req, res, next) => (req.query.stop ? void res.send("stopped") : next()));
      router.get("/users/:id/:what", ok);
      app.get("/users/:id/:rest", router);
    },
    requests: () => ({
      "GET /users/1/photo": "/users/:id/:what",
      "GET /users/1/photo?stop=1": "/users/:id/:rest",
    }),
  },
  {
    given: "a router that contains itself",
    build: ({ app, express }) => {
      const router = express.Router();
      router.use("/child/:c", router);
      router.get("/end", ok);
      app.use("/tree", router);
    },
    requests: () => ({
      "GET /tree/end": "/tree/end",
      "GET /tree/child/1/end": "/tree/child/:c/end",
      "GET /tree/child/1/child/2/child/3/end": "/tree/child/:c/end",
    }),
  },
  {
    given: "middleware that calls a router by itself, and rewrites the URL",
    build: ({ app, express }) => {
      const router = express.Router();
      router.get("/x/:x", ok);
      app.use("/wrapped/:w", async (req, res, next) => {
        await later();
        router(req, res, next);
      });
      app.use("/old", (req, _res, next) => {
        req.url = "/x/1";
        next();
      });
      app.use("/alias", (req, res, next) => {
        req.url = "/x/1";
        router(req, res, next);
      });
    },
    requests: () => ({
      "GET /wrapped/1/x/2": "/wrapped/:w/x/:x",
      "GET /alias": "/alias/x/:x",
    }),
  },
  {
    given: "the middleware on a sub-router only",
    installsItself: true,
    build: ({ app, express, measure }) => {
      const [outer, inner] = [express.Router(), express.Router()];
      inner.use(measure);
      inner.get("/:x", ok);
      outer.get("/unmeasured", ok);
      outer.use("/inner/:i", inner);
      app.get("/ready", measure, ok);
      app.use("/outer/:o", outer);
    },
    requests: () => ({
      "GET /ready": "/ready",
      "GET /outer/1/inner/2/3": "/outer/:o/inner/:i/:x",
      "GET /outer/1/inner/2": ["none", 404],
    }),
  },
  {
    given: "the middleware at a mount, twice, between the routes",
    installsItself: true,
    build: ({ app, express, measure }) => {
      const router = express.Router();
      router.get("/x/:x", ok);
      app.get("/before", ok);
      app.use(measure);
      app.use("/api/:v", measure, measure, router);
      app.use("/api/:v", measure);
    },
    requests: () => ({
      "GET /other": "none",
      "GET /api/1/x/2": "/api/:v/x/:x",
      "GET /api/1/y": "none",
    }),
  },
];
