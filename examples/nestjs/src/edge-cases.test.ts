import type { INestApplication } from "@nestjs/common";
import { parseExposition, sampleValue } from "@routemetrics/core/testing";
import { register } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

/** Compiled, as in service.test.ts. */
const MODULE = "../dist/edge-cases.module.js";
const platforms = [
  // A middleware of Nest is a mount of Express.
  { name: "Express", path: "../dist/on-express.js", behind: "/*" },
  { name: "Fastify", path: "../dist/on-fastify.js", behind: "" },
];

describe.each(platforms)("NestJS on $name", ({ path, behind }) => {
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    register.resetMetrics();
    const { createApp } = (await import(path)) as {
      createApp(module: object): Promise<INestApplication>;
    };
    app = await createApp((await import(MODULE)).EdgeCasesModule);
    await app.listen(0, "127.0.0.1");
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  const get = (what: string, method = "GET") =>
    fetch(url + what, { method, redirect: "manual", headers: { connection: "close" } });
  const scrape = async () => (await get("/metrics")).text();

  test.each([
    { what: "an interceptor that answers", request: "cached/7", status: 200 },
    { what: "the second path of a handler", request: "stored/7", status: 200 },
    { what: "an interceptor that throws what has a status", request: "timeout/7", status: 408 },
    { what: "an interceptor that breaks", request: "broken/7", status: 500, fails: 1 },
    { what: "a guard that rejects", request: "rejected/7", status: 500, fails: 1 },
    { what: "a stream", request: "file/7", status: 200 },
    { what: "server-sent events", request: "events/7", status: 200 },
    { what: "a redirect", request: "moved/7", status: 301 },
    { what: "no content", request: "empty/7", status: 204 },
    { what: "HEAD", method: "HEAD", request: "empty/7", status: 204 },
    { what: "one of two versions", prefix: "/api/v2", request: "versioned", status: 200 },
    { what: "a middleware that answers", request: "limited/7", after: behind, status: 429 },
    {
      what: "a middleware that fails",
      request: "unlucky/7",
      after: behind,
      status: 500,
      fails: 1,
    },
  ])(
    "$what",
    async ({ request, method = "GET", prefix = "/api", after = "", status, fails = 0 }) => {
      const answer = await get(`${prefix}/cases/${request}`, method);
      await answer.text();
      expect(answer.status).toBe(status);
      const template = `${prefix}/cases/${request.replace("7", ":id")}${after}`;
      const labels = { method, path: template, status };
      await vi.waitFor(async () => {
        const text = await scrape();
        expect(sampleValue(text, "http_requests_total", labels)).toBe(1);
        expect(sampleValue(text, "http_request_exceptions_total", labels) ?? 0).toBe(fails);
      });
    },
  );

  test("close() waits for who is being answered, and nothing stays in flight", async () => {
    const slow = get("/api/cases/slow/7");
    const inFlight = async () =>
      sampleValue(await register.metrics(), "http_requests_in_flight", { method: "GET" });
    await vi.waitFor(async () => expect(await inFlight()).toBe(1));
    await app.close();
    expect((await slow).status).toBe(200);
    await vi.waitFor(async () => expect(await inFlight()).toBe(0));
    const samples = parseExposition(await register.metrics());
    const counted = samples.filter(({ labels }) => labels.path === "/api/cases/slow/:id");
    expect(counted.filter(({ name }) => name === "http_requests_total")).toMatchObject([
      { labels: { status: "200" }, value: 1 },
    ]);
  });
});
