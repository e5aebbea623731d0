import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import {
  Agent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  Counter,
  fetchHandler,
  Gauge,
  nodeHandler,
  type ScrapeServer,
  type StartServerOptions,
  startServer,
} from "../index.js";

const host = "127.0.0.1";
let registry: Registry;
let servers: ScrapeServer[];
beforeEach(() => {
  registry = new Registry();
  new Counter({ name: "jobs", help: "Jobs.", registry }).inc(3);
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
});
const start = async (options: Partial<StartServerOptions> = {}): Promise<ScrapeServer> => {
  const server = await startServer({ port: 0, host, registry, ...options });
  servers.push(server);
  return server;
};
const ask = async (
  url: string,
  options: RequestOptions & { ca?: string; cert?: string; key?: string } = {},
) => {
  const send = url.startsWith("https:") ? httpsRequest : httpRequest;
  const [response] = (await once(send(url, options).end(), "response")) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
};

test("a scrape server answers on its path, with any query and as a whole URL", async () => {
  const { url, port } = await start();
  expect(url).toBe(`http://127.0.0.1:${port}/metrics`);
  for (const target of [url, `${url}?debug=1`, `${url}/`]) {
    expect(await ask(target)).toMatchObject({
      status: 200,
      body: expect.stringContaining("jobs_total 3"),
    });
  }
  expect(await ask(url, { path: url })).toMatchObject({ status: 200 });
  expect((await ask(`${url}?name[]=other`)).body).toBe("");
});

test.each([
  { method: "HEAD", path: "/metrics", status: 200, allow: undefined },
  { method: "OPTIONS", path: "/metrics", status: 200, allow: "GET, HEAD, OPTIONS" },
  { method: "OPTIONS", path: "*", status: 200, allow: "GET, HEAD, OPTIONS" },
  { method: "POST", path: "/metrics", status: 405, allow: "GET, HEAD, OPTIONS" },
  { method: "GET", path: "/favicon.ico", status: 204, allow: undefined },
  { method: "GET", path: "/", status: 404, allow: undefined },
  { method: "GET", path: "/metricsx", status: 404, allow: undefined },
])("$method $path is answered with $status", async ({ method, path, status, allow }) => {
  const read = vi.fn(() => 1);
  new Gauge({ name: "read", help: "Read.", registry }).setFunction(read);
  const { port } = await start();
  const answer = await ask(`http://${host}:${port}`, { method, path });
  expect(answer).toMatchObject({ status, headers: allow ? { allow } : {} });
  if (status === 404) expect(answer.body).toBe("Metrics are at /metrics\n");
  if (status !== 200 || allow) expect(read).not.toHaveBeenCalled();
});

test("the path can be another one", async () => {
  const { url } = await start({ path: "/internal/stats" });
  expect(url).toMatch(/:\d+\/internal\/stats$/);
  expect((await ask(url)).status).toBe(200);
  const other = await start({ path: "/métriques/de l'atelier" });
  expect((await fetch(other.url)).status).toBe(200);
});

test("by default it listens on all addresses", async () => {
  const server = await startServer({ port: 0, registry });
  servers.push(server);
  expect(server.url).toBe(`http://localhost:${server.port}/metrics`);
  expect((await ask(`http://127.0.0.1:${server.port}/metrics`)).status).toBe(200);
});

test("the metrics of the process are there too: all, those that are named, or none", async () => {
  const names = async (processMetrics?: boolean | string[]) => {
    const server = await start(processMetrics === undefined ? {} : { processMetrics });
    const { body } = await ask(server.url);
    await server.close();
    return ["process_cpu_seconds_total", "nodejs_heap_size_total_bytes", "jobs_total"].filter(
      (name) => body.includes(`# TYPE ${name} `),
    );
  };
  const all = ["process_cpu_seconds_total", "nodejs_heap_size_total_bytes", "jobs_total"];
  expect(await names()).toEqual(all);
  expect(await names(["process_cpu"])).toEqual(["process_cpu_seconds_total", "jobs_total"]);
  expect(await names(false)).toEqual(["jobs_total"]);
  // They go with the server, and when there is none.
  const { port } = await start({ processMetrics: false });
  await expect(start({ port })).rejects.toMatchObject({ code: "RM_ERR_SERVER" });
  await expect(start({ processMetrics: ["nonsense"] })).rejects.toThrow(/nonsense/);
  expect(registry.getMetricsAsArray().map(({ name }) => name)).toEqual(["jobs_total"]);
});

test("close frees the port at once, also with kept and idle connections", async () => {
  const first = await start();
  const agent = new Agent({ keepAlive: true });
  await ask(first.url, { agent });
  const idle = connect(first.port, host);
  idle.on("error", () => {});
  await once(idle, "connect");
  await first.close();
  await first.close();
  const second = await start({ port: first.port });
  expect((await ask(second.url)).status).toBe(200);
  agent.destroy();
});

describe("a wrong set-up", () => {
  test("a port in use names the address and the way out", async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({
      code: "RM_ERR_SERVER",
      message: expect.stringMatching(new RegExp(`127.0.0.1:${port}: the port is in use: choose`)),
    });
  });

  test.each([
    { options: { port: 70_000 }, code: "RM_ERR_INVALID_OPTION" },
    { options: { port: "80" as never }, code: "RM_ERR_INVALID_OPTION" },
    { options: { path: "metrics" }, code: "RM_ERR_INVALID_OPTION" },
    { options: { path: "/metrics?all" }, code: "RM_ERR_INVALID_OPTION" },
    { options: { hots: "127.0.0.1" } as never, code: "RM_ERR_INVALID_OPTION" },
    { options: { host: 5 as never }, code: "RM_ERR_INVALID_OPTION" },
    { options: { registry: {} as never }, code: "RM_ERR_INVALID_OPTION" },
    { options: { registry: [] }, code: "RM_ERR_INVALID_OPTION" },
    { options: { keepProcess: 1 as never }, code: "RM_ERR_INVALID_OPTION" },
    { options: { tls: true as never }, code: "RM_ERR_INVALID_OPTION" },
    { options: { tls: {} }, code: "RM_ERR_SERVER" },
    { options: { host: "192.0.2.1" }, code: "RM_ERR_SERVER" },
    { options: { tls: { cert: "no certificate", key: "no key" } }, code: "RM_ERR_SERVER" },
  ])("$options is refused", async ({ options, code }) => {
    await expect(start(options)).rejects.toMatchObject({ code });
  });
});

describe("with TLS", () => {
  const pem = (name: string) =>
    readFileSync(
      fileURLToPath(new URL(`../../test/fixtures/tls/${name}.pem`, import.meta.url)),
      "utf8",
    );
  const ca = pem("ca");
  const tls = { cert: pem("server-cert"), key: pem("server-key") };
  const client = { cert: pem("client-cert"), key: pem("client-key") };

  test("a broken or missing certificate is an error at once, not at each handshake", async () => {
    for (const broken of [
      { ...tls, ca: "no certificate" },
      { cert: tls.cert },
      { ...tls, ca: [], key: client.key },
    ]) {
      await expect(start({ tls: broken })).rejects.toMatchObject({
        code: "RM_ERR_SERVER",
        message: expect.stringContaining("The tls option of the scrape server is wrong"),
      });
    }
  });

  test("it speaks https", async () => {
    const { url } = await start({ tls });
    expect(url).toMatch(/^https:/);
    expect(await ask(url, { ca })).toMatchObject({ status: 200 });
  });

  test("with an authority it serves only clients with a certificate", async () => {
    const { url } = await start({ tls: { ...tls, ca } });
    await expect(ask(url, { ca })).rejects.toThrow();
    expect(await ask(url, { ca, ...client })).toMatchObject({ status: 200 });
  });

  test("close does not wait for a client that never finishes its handshake", async () => {
    const server = await start({ tls });
    const silent = connect(server.port, host);
    silent.on("error", () => {});
    await once(silent, "connect");
    await server.close();
  });
});

describe("a process", () => {
  const run = async (options: string) => {
    const entry = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
    const code = `
      import { get } from "node:http";
      import { startServer } from ${JSON.stringify(entry)};
      const server = await startServer({ port: 0, host: "${host}", ${options} });
      await fetch(server.url).then((response) => response.text());
      console.log("served");`;
    return spawn(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
  };

  test("ends although its scrape server is open", async () => {
    const child = await run("");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("lives on when asked to", async () => {
    const child = await run("keepProcess: true");
    await once(child.stdout, "data");
    expect(child.exitCode).toBeNull();
    child.kill();
    await once(child, "exit");
  });
});

test.each([{ registry: {} }, { registery: [] }, null])(
  "handlers refuse the options %j when they are made",
  (options) => {
    const refused = expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" });
    expect(() => nodeHandler(options as never)).toThrow(refused);
    expect(() => fetchHandler(options as never)).toThrow(refused);
  },
);

test("a plain handler serves any server, a web handler any runtime", async () => {
  const { createServer } = await import("node:http");
  const server = createServer(nodeHandler({ registry })).listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  expect((await ask(`http://${host}:${port}/anything`)).body).toContain("jobs_total 3");
  server.close();

  const handle = fetchHandler({ registry });
  const scraped = await handle(new Request("http://localhost/metrics?name[]=jobs_total"));
  expect([scraped.status, await scraped.text()]).toEqual([
    200,
    "# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total 3\n",
  ]);
  expect(scraped.headers.get("cache-control")).toBe("no-store");
  const head = await handle(new Request("http://localhost/", { method: "HEAD" }));
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const posted = await handle(new Request("http://localhost/", { method: "POST", body: "x" }));
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
});
