import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { Counter, Gauge, Registry } from "prom-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createMetrics } from "../metrics.js";
import type { GatherError } from "./gather-error.js";
import { requestedTimeLimit, scrapeHandler } from "./scrape-handler.js";
import { Scraper, type ScraperOptions } from "./scraper.js";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler as never);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

function serve(registry: Registry, options?: ScraperOptions): Promise<string> {
  return listen(scrapeHandler(new Scraper([registry], options)));
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Not fetch, which would ask for compression and hide it. */
function get(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, headers }, (response) => {
      response
        .toArray()
        .then((chunks) =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        )
        .catch(reject);
    })
      .on("error", reject)
      .end();
  });
}

function small(): Registry {
  const registry = new Registry();
  new Counter({ name: "c_total", help: "C", registers: [registry] }).inc(3);
  new Gauge({ name: "g", help: "G", registers: [registry] }).set(1);
  return registry;
}

function large(series: number): Registry {
  const registry = new Registry();
  const gauge = new Gauge({ name: "g", help: "G", labelNames: ["n"], registers: [registry] });
  for (let n = 0; n < series; n++) gauge.set({ n: `${n}`.padStart(30, "-") }, n);
  return registry;
}

test("a scrape gets the text, its type, and headers that keep caches away", async () => {
  const { status, headers, body } = await get(await serve(small()), { "accept-encoding": "gzip" });
  expect(status).toBe(200);
  expect(body.toString()).toBe(
    "# HELP c_total C\n# TYPE c_total counter\nc_total 3\n# HELP g G\n# TYPE g gauge\ng 1\n",
  );
  expect(headers).toMatchObject({
    "content-type": "text/plain; version=0.0.4; charset=utf-8",
    "content-length": String(body.length),
    "cache-control": "no-store",
    vary: "Accept, Accept-Encoding",
  });
  expect(headers["content-encoding"]).toBeUndefined();
});

test("the format is the one the scraper asks for", async () => {
  const accept = "application/openmetrics-text;version=1.0.0";
  const { headers, body } = await get(await serve(small()), { accept });
  expect(headers["content-type"]).toBe(
    "application/openmetrics-text; version=1.0.0; charset=utf-8",
  );
  expect(body.toString()).toMatch(/# TYPE c counter\n.*\nc_total 3\n.*# EOF\n$/s);
});

test.each([100, 5000])("%i series are compressed where that is accepted", async (series) => {
  const url = await serve(large(series));
  const plain = await get(url, { "accept-encoding": "gzip;q=0" });
  const packed = await get(url, { "accept-encoding": "gzip" });
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(packed.headers["content-encoding"]).toBe("gzip");
  expect(packed.body.length).toBeLessThan(plain.body.length / 3);
  expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  expect(plain.body.toString().match(/^g\{/gm)).toHaveLength(series);
});

test("compression can be off", async () => {
  const url = await serve(large(5000), { compression: false });
  const { headers } = await get(url, { "accept-encoding": "gzip" });
  expect(headers["content-encoding"]).toBeUndefined();
});

test.each([10, 5000])("HEAD gets the headers of GET for %i series, and no body", async (series) => {
  const url = await serve(large(series));
  const { date: _, ...expected } = (await get(url)).headers;
  const head = await get(url, {}, "HEAD");
  expect(head.status).toBe(200);
  expect(head.body.length).toBe(0);
  expect(head.headers["content-type"]).toBe(expected["content-type"]);
  expect(head.headers["content-length"]).toBe(expected["content-length"]);
});

test("other methods are told which are allowed", async () => {
  const { status, headers } = await get(await serve(small()), {}, "POST");
  expect(status).toBe(405);
  expect(headers.allow).toBe("GET, HEAD, OPTIONS");
});

test.each([
  ["?name[]=c_total", ["c_total 3"]],
  ["?name%5B%5D=g&name[]=nothing&other=1", ["g 1"]],
  ["?name=c_total", ["c_total 3", "g 1"]],
  ["?%E0%A4%A", ["c_total 3", "g 1"]],
])("the query %s", async (query, samples) => {
  const { body } = await get((await serve(small())) + query);
  const lines = body.toString().split("\n");
  expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual(samples);
});

test("what an application varies by is kept", async () => {
  const answer = scrapeHandler(new Scraper([small()]));
  const url = await listen((request, response) => {
    response.setHeader("vary", "Origin");
    answer(request, response);
  });
  expect((await get(url)).headers.vary).toBe("Origin, Accept, Accept-Encoding");
});

test("scrapes that overlap share one collection", async () => {
  const registry = small();
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const collect = vi.fn(() => released);
  new Gauge({ name: "slow", help: "S", registers: [registry], collect });
  const url = await serve(registry);
  const answers = Promise.all([get(url), get(url, { accept: "application/openmetrics-text" })]);
  await vi.waitFor(() => expect(collect).toHaveBeenCalled());
  const other = get(`${url}?name[]=slow`);
  await vi.waitFor(() => expect(collect).toHaveBeenCalledTimes(2));
  release();
  expect((await answers).map(({ status }) => status)).toEqual([200, 200]);
  expect((await other).status).toBe(200);
  await get(url);
  expect(collect).toHaveBeenCalledTimes(3);
});

test("a registry that fails as a whole is an error, not a crash", async () => {
  const registry = new Registry();
  registry.getMetricsAsArray = () => {
    throw new Error("boom");
  };
  const { status, body } = await get(await serve(registry));
  expect(status).toBe(500);
  expect(body.toString()).toContain("boom");
});

describe("a client that leaves", () => {
  test("during the collection is no error", async () => {
    const registry = small();
    const collect = vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, 50)));
    new Gauge({ name: "slow", help: "S", registers: [registry], collect });
    const url = await serve(registry);
    const request = httpRequest(url).on("error", () => {});
    request.end();
    await vi.waitFor(() => expect(collect).toHaveBeenCalled());
    request.destroy();
    expect((await get(url)).status).toBe(200);
  });

  test.each(["identity", "gzip"])("during the answer ends the rendering (%s)", async (encoding) => {
    const scraper = new Scraper([large(20_000)]);
    const scrape = vi.spyOn(scraper, "scrape");
    const url = await listen(scrapeHandler(scraper));
    const request = httpRequest(url, { headers: { "accept-encoding": encoding } });
    request.on("response", (response) => response.once("data", () => request.destroy()));
    request.on("error", () => {}).end();
    await vi.waitFor(() => expect(scrape).toHaveBeenCalled());
    const { body } = await (scrape.mock.results[0] as { value: Promise<{ body: object }> }).value;
    const giveUp = vi.spyOn(body as AsyncGenerator, "return");
    await vi.waitFor(() => expect(giveUp).toHaveBeenCalled());
  });
});

test("what is left out is reported, once per scrape", async () => {
  const registry = small();
  new Gauge({
    name: "bad",
    help: "B",
    registers: [registry],
    collect: () => Promise.reject(new Error("boom")),
  });
  const errors: GatherError[] = [];
  const url = await serve(registry, { onErrors: (some) => errors.push(...some) });
  expect((await get(url)).status).toBe(200);
  expect(errors.map(({ metric, error }) => [metric, error.message])).toEqual([["bad", "boom"]]);
});

test("the metrics tell of scrapes and of what is missing from them", async () => {
  const registry = new Registry();
  const warn = vi.fn();
  const m = createMetrics({ registry: registry as never, logger: { warn }, processMetrics: false });
  new Gauge({
    name: "bad",
    help: "B",
    registers: [registry],
    collect: () => Promise.reject(new Error("boom")),
  });
  await m.render();
  await m.render();
  const { body } = await m.render({
    names: ["routemetrics_scrape_errors", "routemetrics_scrape_duration_seconds_count"],
  });
  expect(body.toString()).toContain("\nroutemetrics_scrape_errors_total 2\n");
  expect(body.toString()).toContain("\nroutemetrics_scrape_duration_seconds_count 2\n");
  expect(warn.mock.calls.filter(([text]) => text.includes("boom"))).toHaveLength(1);
  await m.close();
});

test("a collector that is stuck is left out before the scraper gives up", async () => {
  const registry = new Registry();
  new Counter({ name: "well_total", help: "Well.", registers: [registry] });
  new Gauge({
    name: "stuck",
    help: "Stuck.",
    registers: [registry],
    collect: () => new Promise<void>(() => {}),
  });
  const errors: GatherError[] = [];
  const url = await serve(registry, { onErrors: (missing) => errors.push(...missing) });
  const start = performance.now();
  const { status, body } = await get(url, { "x-prometheus-scrape-timeout-seconds": "0.4" });
  expect(performance.now() - start).toBeLessThan(5_000);
  expect([status, body.toString()]).toEqual([200, expect.stringContaining("well_total 0")]);
  expect(errors.map(({ metric }) => metric)).toEqual(["stuck"]);
});

test.each([
  { header: undefined, limit: undefined },
  { header: "10", limit: 9.5 },
  { header: "0.4", limit: 0.2 },
  { header: "60", limit: 10 },
  { header: "soon", limit: undefined },
  { header: "-1", limit: undefined },
])("a scraper that waits $header s leaves collectors $limit s", ({ header, limit }) => {
  expect(requestedTimeLimit(header)).toBe(limit);
});
