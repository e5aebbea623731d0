import { createMetrics, metrics } from "@routemetrics/express";
import express from "express";
import { expect } from "vitest";
import { alone, type Checks, listen } from "./application.js";

export const exposition: Checks = {
  async F46() {
    const m = metrics({ ...alone(), endpoint: false });
    const app = express().use(m);
    for (const path of ["/a", "/b/metrics"]) app.get(path, m.handler());
    const served = await listen(app);
    expect(await served.get("/a")).toBe(200);
    expect(await served.get("/b/metrics")).toBe(200);
  },
  async F47() {
    const m = metrics(alone());
    m.counter("one", "One.");
    m.histogram("two", "Two.");
    const served = await listen(express().use(m));
    expect(await served.scrape("?name[]=one_total")).toBe(
      "# HELP one_total One.\n# TYPE one_total counter\none_total 0\n",
    );
    expect((await served.scrape("?name[]=two")).match(/^two_/gm)?.length).toBeGreaterThan(10);
    const openmetrics = { accept: "application/openmetrics-text" };
    expect(await served.scrape("?name[]=one_total&name[]=two_count", openmetrics)).toMatch(
      /one_total 0\n.*two_count 0\n# EOF\n$/s,
    );
    expect(await served.scrape("?name[]=missing")).toBe("");
  },
  async F48() {
    const m = createMetrics(alone());
    for (let i = 0; i < 100; i++) m.counter(`counter_${i}`, "One of many.");
    const { body, contentType, contentEncoding } = await m.render({
      accept: "application/openmetrics-text",
      acceptEncoding: "gzip",
      names: Array.from({ length: 100 }, (_, i) => `counter_${i}_total`),
    });
    expect(contentType).toContain("application/openmetrics-text");
    expect(contentEncoding).toBe("gzip");
    expect([...body.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  },
  async F49() {
    const served = await listen(express().use(metrics(alone())));
    const format = async (accept: string) =>
      (await fetch(`${served.url}/metrics`, { headers: { accept } })).headers.get("content-type");
    expect(await format("*/*")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await format("application/openmetrics-text")).toContain("version=1.0.0");
    expect(await format("text/plain;q=0.9, application/openmetrics-text;q=0.1")).toContain("0.0.4");
    expect(
      await format(
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
      ),
    ).toContain("application/vnd.google.protobuf");
  },
  async F50() {
    const encoding = async (compression: boolean) => {
      const m = metrics({ ...alone(), compression });
      for (let i = 0; i < 50; i++) m.counter(`counter_${i}`, "One of many.");
      const served = await listen(express().use(m));
      const response = await fetch(`${served.url}/metrics`, {
        headers: { "accept-encoding": "gzip" },
      });
      return response.headers.get("content-encoding");
    };
    expect([await encoding(true), await encoding(false)]).toEqual(["gzip", null]);
  },
  async F51() {
    const m = createMetrics(alone());
    const server = await m.startServer({ port: 0, host: "127.0.0.1", path: "/m" });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/m$/);
    expect((await fetch(server.url)).status).toBe(200);
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
    const tls = { cert: "no certificate", key: "no key" };
    await expect(m.startServer({ port: 0, tls })).rejects.toMatchObject({ code: "RM_ERR_SERVER" });
  },
};
