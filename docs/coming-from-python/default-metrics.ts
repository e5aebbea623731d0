import { setTimeout } from "node:timers/promises";
import { createMetrics, metrics } from "@routemetrics/express";
import express, { type NextFunction, type Request, type Response } from "express";
import { expect, vi } from "vitest";
import { alone, type Checks, listen } from "./application.js";

async function version(): Promise<void> {
  const { body } = await createMetrics(alone()).render({ names: ["routemetrics_info"] });
  expect(body.toString()).toMatch(/^routemetrics_info\{version="\d+\.\d+\.\d+.*"\} 1$/m);
}

export const defaultMetrics: Checks = {
  F17: version,
  async F18() {
    const app = express();
    app.use(metrics(alone()));
    app.get("/stream", async (_req, res) => {
      res.write("a");
      await setTimeout(60);
      res.end("b");
    });
    app.use((_req, res) => void res.status(403).end());
    const served = await listen(app);
    await served.get("/stream", "/refused");
    await served.shows("http_request_duration_seconds_count", { status: 403 }, 1);
    const text = await served.scrape("?name[]=http_request_duration_seconds");
    const sum = /^http_request_duration_seconds_sum\{.*stream.*\} (.*)$/m.exec(text);
    expect(Number(sum?.[1])).toBeGreaterThan(0.05);
  },
  async F19() {
    const app = express();
    app.use(metrics(alone()));
    app.get("/", (_req, res) => void res.send("ok"));
    const served = await listen(app);
    await served.get("/", "/nowhere");
    await fetch(`${served.url}/`, { method: "HEAD" });
    await served.shows("http_requests_total", { method: "GET", path: "/", status: 200 }, 1);
    await served.shows("http_requests_total", { method: "HEAD", path: "/", status: 200 }, 1);
    await served.shows("http_requests_total", { path: "<unmatched>", status: 404 }, 1);
  },
  async F20() {
    const app = express();
    app.use(metrics(alone()));
    app.get("/unhandled", () => {
      throw new Error("on purpose");
    });
    const router = express.Router().get("/handled", () => {
      throw new TypeError("on purpose");
    });
    app.use(router, (error: Error, _req: Request, res: Response, next: NextFunction) => {
      if (error instanceof TypeError) res.status(418).end();
      else next(error);
    });
    const served = await listen(app);
    await served.get("/handled", "/unhandled");
    await served.shows("http_request_exceptions_total", { path: "/unhandled", status: 500 }, 1);
    await served.shows("http_request_exceptions_total", { path: "/handled" }, undefined);
    await served.shows("http_requests_total", { path: "/handled", status: 418 }, 1);
  },
  async F21() {
    const app = express();
    app.use(metrics(alone()));
    app.get("/fails", () => {
      throw new Error("on purpose");
    });
    app.get("/slow", () => {});
    const served = await listen(app);
    for (let i = 0; i < 10; i++) await served.get("/fails");
    await served.shows("http_requests_total", { path: "/fails" }, 10);
    await served.shows("http_request_duration_seconds_count", { path: "/fails" }, 10);
    await fetch(`${served.url}/slow`, { signal: AbortSignal.timeout(20) }).catch(() => {});
    await served.shows("http_requests_total", { path: "/slow", status: 499 }, 1);
  },
  async F22() {
    const app = express();
    app.use(metrics(alone()));
    const served = await listen(app);
    for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
      await fetch(`${served.url}/metrics`, { method });
    }
    await served.get("/nowhere");
    await served.shows("http_requests_total", {}, 1);
  },
  async F23() {
    const make = (preinitialise: boolean) => {
      const app = express();
      app.use(metrics({ ...alone(), preinitialise }));
      return listen(app.get("/items/:id", (_req, res) => void res.send("ok")));
    };
    const [plain, early] = [await make(false), await make(true)];
    expect(await plain.scrape()).toContain("# TYPE http_requests_total counter");
    expect(await plain.scrape()).not.toMatch(/^http_requests_total/m);
    await vi.waitFor(async () =>
      expect(await early.scrape()).toMatch(/^http_requests_total\{.*"\/items\/:id".*\} 0$/m),
    );
  },
  F64: version,
};
