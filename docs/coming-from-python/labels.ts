import { createMetrics, metrics } from "@routemetrics/express";
import express, { type Request, type Response } from "express";
import { expect } from "vitest";
import { alone, type Checks, listen } from "./application.js";

const ok = (_req: Request, res: Response) => void res.send("ok");

async function functionsAndConstants(): Promise<void> {
  const m = metrics(alone());
  const counted = m.counter("c", "C.", {
    labels: { a: 1, b: (req, res) => `${req.params.id} ${res.statusCode}`, none: () => "none" },
  });
  const served = await listen(express().use(m).get("/:id", counted, ok));
  await served.get("/7");
  await served.shows("c_total", { a: "1", b: "7 200", none: "none" }, 1);
  expect(await served.scrape()).not.toMatch(/^[^#].*(=>|function)/m);
}

export const labels: Checks = {
  F37: functionsAndConstants,
  async F38() {
    const m = metrics(alone());
    const late = m.counter("late", "Late.", { labels: { status: (_req, res) => res.statusCode } });
    const early = m.gauge("early", "Early.", { labels: { path: (req) => req.path } });
    const app = express().use(m);
    app.get("/", late, early, (_req, res) => void res.status(202).send("ok"));
    const served = await listen(app);
    await served.get("/");
    await served.shows("late_total", { status: 202 }, 1);
    await served.shows("early", { path: "/" }, 0);
  },
  async F39() {
    const m = metrics(alone());
    const broken = m.counter("broken", "Broken.", {
      labels: {
        user: () => {
          throw new Error("no user");
        },
      },
    });
    const served = await listen(express().use(m).get("/", broken, ok));
    expect(await served.get("/")).toBe(200);
    await served.shows("broken_total", { user: "error" }, 1);
    await served.shows("routemetrics_label_errors_total", { metric: "broken_total" }, 1);
  },
  async F40() {
    const m = createMetrics(alone());
    m.counter("fixed", "Fixed.", { labels: { a: 1 } });
    m.histogram("timed", "Timed.", { labels: { a: 1 } });
    m.counter("later", "Later.", { labels: { a: 1 }, initialValue: false });
    m.counter("unknown", "Unknown.", { labels: { a: () => 1 } });
    const text = (await m.render()).body.toString();
    expect(text).toContain('fixed_total{a="1"} 0');
    expect(text).toContain('timed_count{a="1"} 0');
    expect(text).not.toMatch(/^(later|unknown)_total/m);
  },
  F41() {
    const m = createMetrics(alone());
    for (const wrong of [{ labels: ["a"] }, { labels: "a" }, { labels: 1 }, { label: {} }]) {
      expect(() => m.counter("c", "C.", wrong as never)).toThrow(
        expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" }),
      );
    }
  },
  F42: functionsAndConstants,
  async F43() {
    const m = metrics({ ...alone(), exclude: ["/static", /\.png$/] });
    const counted = m.counter("hits", "Hits.");
    const served = await listen(express().use(m).get("/*path", counted, ok));
    await served.get("/static/a", "/staticfiles", "/a.png", "/a");
    await served.shows("http_requests_total", { status: 200 }, 2);
    await served.shows("hits_total", {}, 4);
  },
  async F44() {
    const m = metrics({ ...alone(), exclude: "/static", excludeFrom: "all" });
    const counted = m.counter("hits", "Hits.");
    const served = await listen(express().use(m).get("/*path", counted, ok));
    await served.get("/static/a", "/a");
    await served.shows("hits_total", {}, 1);
  },
};
