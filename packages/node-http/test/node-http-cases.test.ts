import { createServer, type Server } from "node:http";
import { expectRequests, listen, recordedValue } from "@routemetrics/conformance";
import {
  createMetrics,
  type Listener,
  metrics,
  type NodeHttpMetricsOptions,
  setRoute,
} from "@routemetrics/node-http";
import { Registry } from "prom-client";
import { expect, test, vi } from "vitest";

const options = () => ({ registry: new Registry(), processMetrics: false });
const ok: Listener = (_request, response) => response.end("ok");

async function get(url: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(url, init);
  await response.text();
  return response.status;
}

test("the template that the service names is the path, none is no route", async () => {
  const m = metrics(options());
  const server = createServer(
    m((request, response) => {
      if (request.url?.startsWith("/users/")) setRoute(request, "/users/:id");
      response.end();
    }),
  );
  const url = await listen(server);
  for (const path of ["/users/1", "/users/2", "/else"]) await get(url + path);
  await expectRequests(
    { url, server, metrics: m as never, close: async () => {} },
    {
      "GET /users/:id 200": 2,
      "GET <unmatched> 200": 1,
    },
  );
});

test("instruments go around listeners", async () => {
  const m = metrics(options());
  const byMethod = m.counter("by_method", "By method.", {
    labels: { method: (request) => request.method, status: (_, response) => response.statusCode },
  });
  const server = createServer(m(m.doNotTrack()(byMethod(ok))));
  const url = await listen(server);
  await get(url);
  await get(url, { method: "POST" });
  const app = { url, server, metrics: m as never, close: async () => {} };
  await expect.poll(() => recordedValue(app, "by_method_total", { status: "200" })).toBe(2);
  expect(await recordedValue(app, "by_method_total", { method: "POST" })).toBe(1);
  await expectRequests(app, {});
});

test("errors of the listener are thrown on as they are", async () => {
  const error = new Error("on purpose");
  const m = metrics(options());
  const [request, response] = [{ url: "/", on() {} }, { on() {} }] as never[];
  const throws = m(() => {
    throw error;
  });
  expect(() => throws(request as never, response as never)).toThrow(error);
  const rejects = m(async () => Promise.reject(error));
  await expect(rejects(request as never, response as never)).rejects.toBe(error);
});

const failingGuards: Record<string, NonNullable<NodeHttpMetricsOptions["guard"]>> = {
  "passes an error on": (_request, _response, next) => next(new Error("on purpose")),
  throws: () => {
    throw new Error("on purpose");
  },
  rejects: async () => Promise.reject(new Error("on purpose")),
};

test.each(Object.entries(failingGuards))(
  "a guard that %s is answered with 500, and shows no metrics",
  async (_how, guard) => {
    const m = createMetrics({ ...options(), guard });
    const server = createServer(metrics(m)(ok));
    const url = await listen(server);
    const response = await fetch(`${url}/metrics`);
    expect([response.status, await response.text()]).toEqual([500, ""]);
    await expectRequests({ url, server, metrics: m as never, close: async () => {} }, {});
  },
);

test("servers share metrics", async () => {
  const m = createMetrics(options());
  const servers = [createServer(metrics(m)(ok)), createServer(metrics(m)(ok))];
  for (const server of servers) await get(await listen(server));
  const app = { url: "", server: servers[0] as Server, metrics: m as never, close: async () => {} };
  await expectRequests(app, { "GET <unmatched> 200": 2 });
});

test("an exemplar that scrapers would refuse is left out, and the logger is told once", async () => {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => warnings.push(message) };
  const exemplars = ({ url }: { url?: string | undefined }) => ({ trace_id: String(url) });
  const m = createMetrics({ ...options(), logger, exemplars });
  const url = await listen(createServer(metrics(m)(ok)));
  await get(`${url}/first`);
  for (let sent = 0; sent < 2; sent++) await get(`${url}/${"long".repeat(40)}`);
  await vi.waitFor(async () => {
    const accept = "application/openmetrics-text;version=1.0.0";
    const text = (await m.render({ accept })).body.toString();
    expect(text).toMatch(/^http_requests_total\{.*\} 3\.?0? # \{trace_id="\/first"\}/m);
  });
  expect(warnings).toEqual([expect.stringContaining("128 characters")]);
});

test("listeners of a response, the application's own among them, are what they would be with `on`", async () => {
  const m = metrics(options());
  const seen: string[] = [];
  const measured = m((_request, response) => {
    seen.push(`${response.listenerCount("close")} listen`);
    response.on("close", () => seen.push("closed for the second"));
    const third = () => seen.push("closed for the third");
    response.on("close", third);
    response.off("close", third);
    response.end();
  });
  const server = createServer((request, response) => {
    // Each time another thing that forbids a short way.
    if (request.url === "/first") response.on("close", () => seen.push("closed for the first"));
    if (request.url === "/told") response.on("newListener", (name) => seen.push(`new: ${name}`));
    return measured(request, response);
  });
  const url = await listen(server);
  const all: Record<string, string[]> = {
    "/alone": ["1 listen", "closed for the second"],
    "/first": ["2 listen", "closed for the first", "closed for the second"],
    "/told": ["new: close", "1 listen", "new: close", "new: close", "closed for the second"],
  };
  for (const [path, expected] of Object.entries(all)) {
    seen.length = 0;
    await get(url + path);
    await expect
      .poll(() => seen.filter((one) => one.startsWith("closed")).length)
      .toBeGreaterThan(0);
    expect(seen, path).toEqual(expected);
  }
  const app = { url, server, metrics: m as never, close: async () => {} };
  await expectRequests(app, { "GET <unmatched> 200": 3 });
});

test("a response that loses its listeners and gets others has those alone", async () => {
  const m = metrics(options());
  const left: (string | symbol)[] = [];
  let closed = 0;
  const server = createServer(
    m((_request, response) => {
      response.removeAllListeners("close");
      left.push(...response.eventNames());
      response.once("close", () => {
        closed += 1;
      });
      response.end();
    }),
  );
  const url = await listen(server);
  await get(url);
  await expect.poll(() => closed).toBe(1);
  expect(left).not.toContain("close");
});
