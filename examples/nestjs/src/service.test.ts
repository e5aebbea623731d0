import type { INestApplication } from "@nestjs/common";
import { sampleValue } from "@routemetrics/core/testing";
import { register } from "prom-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

/** Compiled, since Nest reads the types that only the compiler writes. */
const platforms = [
  // On Express Nest answers what it does not know below the prefix in a mount of its own.
  { name: "Express", module: "../dist/on-express.js", unknown: "/api/*path" },
  { name: "Fastify", module: "../dist/on-fastify.js", unknown: "<unmatched>" },
];

describe.each(platforms)("a NestJS service on $name", ({ module, unknown }) => {
  let app: INestApplication;
  let url: string;

  beforeEach(async () => {
    register.resetMetrics();
    const { createApp } = (await import(module)) as { createApp(): Promise<INestApplication> };
    app = await createApp();
    await app.listen(0, "127.0.0.1");
    url = await app.getUrl();
  });
  afterEach(() => app.close());

  const send = async (methodAndPath: string, headers: Record<string, string> = {}) => {
    const [method, path] = methodAndPath.split(" ") as [string, string];
    const response = await fetch(url + path, {
      method,
      headers: { connection: "close", ...headers },
    });
    await response.text();
    return response.status;
  };
  const scrape = async () => (await fetch(`${url}/metrics`)).text();
  /** The value of each series, by method, path and status. */
  const requests = async (name: string) =>
    [
      ...(await scrape()).matchAll(
        new RegExp(`^${name}\\{method="(.*)",path="(.*)",status="(.*)"\\} (\\d+)$`, "gm"),
      ),
    ]
      .filter(([, , , , value]) => value !== "0")
      .map(([, method, path, status, value]) => `${method} ${path} ${status}: ${value}`)
      .sort();
  /** Sends the requests, and waits until what is recorded is what is expected. */
  const expectRecorded = async (codes: Record<string, number>, recorded: readonly string[]) => {
    for (const [request, code] of Object.entries(codes))
      expect(await send(request), request).toBe(code);
    await vi.waitFor(async () => expect(await requests("http_requests_total")).toEqual(recorded));
  };

  test("shows full templates, with the global prefix, versions and controllers", async () => {
    await expectRecorded(
      {
        "GET /api/v1/orders": 200,
        "GET /api/v1/orders/7": 200,
        "GET /api/v1/orders/8": 200,
        "GET /api/health": 200,
        "GET /api/v2/orders": 404,
      },
      [
        `GET ${unknown} 404: 1`,
        "GET /api/health 200: 1",
        "GET /api/v1/orders 200: 1",
        "GET /api/v1/orders/:id 200: 2",
      ].sort(),
    );
  });

  test("pipes, guards and exceptions end with their status; what nobody answered is counted", async () => {
    await expectRecorded(
      {
        "GET /api/v1/orders/not-a-number": 400,
        "GET /api/v1/orders/101": 404,
        "POST /api/v1/orders": 403,
        "POST /api/v1/orders/1/pay": 409,
        "POST /api/v1/orders/1/buy": 503,
        "POST /api/v1/orders/1/ship": 500,
      },
      [
        "GET /api/v1/orders/:id 400: 1",
        "GET /api/v1/orders/:id 404: 1",
        "POST /api/v1/orders 403: 1",
        "POST /api/v1/orders/:id/buy 503: 1",
        "POST /api/v1/orders/:id/pay 409: 1",
        "POST /api/v1/orders/:id/ship 500: 1",
      ],
    );
    expect(await requests("http_request_exceptions_total")).toEqual([
      "POST /api/v1/orders/:id/ship 500: 1",
    ]);
    expect(await send("POST /api/v1/orders", { "x-member": "yes" })).toBe(201);
  });

  test("decorators measure methods of controllers, in any order, and of providers", async () => {
    for (const path of ["", "", "/1", "/101"]) await send(`GET /api/v1/orders${path}`);
    const text = await scrape();
    expect(sampleValue(text, "orders_listed_total")).toBe(2);
    expect(sampleValue(text, "orders_shown_total")).toBe(2);
    expect(sampleValue(text, "order_lookup_seconds_count")).toBe(2);
  });

  test("a route meets instruments in a guard", async () => {
    for (const type of ["a", "a", "b"])
      expect(await send(`GET /api/v1/orders/by-type/${type}`)).toBe(200);
    await vi.waitFor(async () => {
      const text = await scrape();
      expect(sampleValue(text, "orders_by_type_total", { type: "a" })).toBe(2);
      expect(sampleValue(text, "orders_by_type_total", { type: "b" })).toBe(1);
    });
    expect(await requests("http_requests_total")).toEqual([]);
  });

  test("the endpoint is outside of the prefix, and no request is left in flight", async () => {
    await send("GET /api/health");
    expect(await send("GET /metrics")).toBe(200);
    expect(await send("POST /metrics")).toBe(405);
    expect(await send("GET /api/metrics")).toBe(404);
    expect(await send("GET /orders")).toBe(404);
    await vi.waitFor(async () => {
      expect(sampleValue(await scrape(), "http_requests_in_flight", { method: "GET" })).toBe(0);
    });
  });
});
