import { gunzipSync } from "node:zlib";
import { Counter, Gauge, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FaultServer, startFaultServer } from "../../test/fault-server.js";
import { type PushgatewayOptions, pushgateway } from "./pushgateway.js";

let server: FaultServer;
let registry: RegistryLike;

beforeEach(async () => {
  server = await startFaultServer();
  registry = new Registry();
  new Counter({ name: "rows_total", help: "Rows.", registry }).inc(3);
});
afterEach(() => server.close());

const TEXT = "# HELP rows_total Rows.\n# TYPE rows_total counter\nrows_total 3\n";
const gateway = (options: Partial<PushgatewayOptions> = {}) =>
  pushgateway({ url: server.url, job: "nightly", ...options });

test("push is PUT, pushAdd is POST, delete is DELETE, all to the group", async () => {
  const nightly = gateway({ groupings: { shard: "1" } });
  await nightly.push(registry);
  await nightly.pushAdd(registry);
  await nightly.delete();
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "PUT /metrics/job/nightly/shard/1",
    "POST /metrics/job/nightly/shard/1",
    "DELETE /metrics/job/nightly/shard/1",
  ]);
  expect(server.requests[0]?.headers["content-type"]).toBe(
    "text/plain; version=0.0.4; charset=utf-8",
  );
  expect(server.requests[1]?.body.toString()).toBe(TEXT);
  expect(server.requests[2]?.body.length).toBe(0);
});

test("the scheme may be missing, and a slash may close the url", async () => {
  await gateway({ url: `${server.url.replace("http://", "")}/base/` }).push(registry);
  expect(server.requests[0]?.path).toBe("/base/metrics/job/nightly");
});

test("protobuf and gzip are declared", async () => {
  await gateway({ format: "protobuf", gzip: true }).push(registry);
  const [request] = server.requests;
  expect(request?.headers).toMatchObject({
    "content-encoding": "gzip",
    "content-type":
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
  });
  expect(gunzipSync(request?.body as Buffer).toString("latin1")).toContain("rows_total");
});

test("credentials come from the options or from the url", async () => {
  await gateway({ auth: { username: "me", password: "pä:ss" } }).push(registry);
  await gateway({ auth: { bearer: "t0ken" } }).push(registry);
  await gateway({ url: server.url.replace("//", "//me:p%40ss@") }).push(registry);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
    `Basic ${Buffer.from("me:pä:ss").toString("base64")}`,
    "Bearer t0ken",
    `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
  ]);
});

test.each([301, 302, 303, 307, 308])(
  "a redirect with %i is followed with method and body",
  async (status) => {
    server.next({ status, headers: { location: "/elsewhere" } });
    await gateway().push(registry);
    expect(server.requests[1]).toMatchObject({ method: "PUT", path: "/elsewhere" });
    expect(server.requests[1]?.body.toString()).toBe(TEXT);
  },
);

test("credentials do not follow a redirect to another server", async () => {
  const other = await startFaultServer();
  server.next({ status: 307, headers: { location: `${other.url}/x` } });
  await gateway({ auth: { bearer: "t0ken" } }).push(registry);
  expect(other.requests[0]?.headers.authorization).toBeUndefined();
  await other.close();
});

test("redirects without end are an error", async () => {
  server.always({ status: 302, headers: { location: "/again" } });
  await expect(gateway().push(registry)).rejects.toMatchObject({
    code: "RM_ERR_PUSH",
    status: 302,
  });
  expect(server.requests.length).toBe(6);
});

test("a refusal is an error with status, url and answer, without credentials", async () => {
  server.next({ status: 400, body: "text format parsing error" });
  const error = await gateway({ url: server.url.replace("//", "//me:secret@") })
    .push(registry)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    name: "MetricsError",
    code: "RM_ERR_PUSH",
    status: 400,
    url: `${server.url}/metrics/job/nightly`,
    message: expect.stringContaining("text format parsing error"),
  });
  expect(String(error)).not.toContain("secret");
});

test("an unreachable gateway, a reset and a hanging one are errors", async () => {
  server.next("reset");
  await expect(gateway().push(registry)).rejects.toMatchObject({ code: "RM_ERR_PUSH" });
  server.next("hang");
  await expect(gateway({ timeout: 0.2 }).push(registry)).rejects.toMatchObject({
    code: "RM_ERR_PUSH",
    message: expect.stringContaining("no answer within 0.2 s"),
  });
  await server.close();
  await expect(gateway().push(registry)).rejects.toMatchObject({
    code: "RM_ERR_PUSH",
    message: expect.stringContaining("Nothing listens there"),
  });
});

test("a push can be given up", async () => {
  server.next("hang");
  const controller = new AbortController();
  const pushed = gateway().push(registry, { signal: controller.signal });
  await vi.waitFor(() => expect(server.requests.length).toBe(1));
  controller.abort();
  await expect(pushed).rejects.toMatchObject({ code: "RM_ERR_PUSH" });
});

test("timestamps are left out: the Pushgateway refuses them", async () => {
  registry.registerMetric({
    name: "old",
    type: "gauge",
    metricFamily: () => ({
      name: "old",
      help: "Old.",
      type: "gauge",
      series: [{ labels: {}, value: 1, timestamp: 5 }],
    }),
  });
  await gateway().push(registry);
  expect(server.requests[0]?.body.toString()).toContain("\nold 1\n");
});

test("a collector that fails is reported, the other metrics are pushed", async () => {
  new Gauge({ name: "broken", help: "Broken.", registry }).setFunction(() => {
    throw new Error("no disk");
  });
  const errors: Error[] = [];
  await gateway({ onError: (error) => errors.push(error) }).push(registry);
  expect(server.requests[0]?.body.toString()).toContain("rows_total 3");
  expect(errors.map(String)).toEqual([expect.stringContaining("no disk")]);
});

test("a transport of one's own gets the request", async () => {
  const seen: string[] = [];
  const transport = async (request: { url: string; method: string }) => {
    seen.push(`${request.method} ${request.url}`);
    return { status: 202, headers: {}, body: "" };
  };
  await gateway({ url: "gateway.example", transport }).push(registry);
  expect(seen).toEqual(["PUT http://gateway.example/metrics/job/nightly"]);
});

test.each([
  { wrong: "no job", options: { url: "x" }, says: '"job" is missing' },
  { wrong: "an unknown option", options: { url: "x", job: "j", jobName: "k" }, says: '"jobName"' },
  {
    wrong: "a format",
    options: { url: "x", job: "j", format: "openmetrics" },
    says: '"text" or "protobuf"',
  },
  { wrong: "a url", options: { url: "ftp://x", job: "j" }, says: "ftp://x" },
  {
    wrong: "a certificate",
    options: { url: "x", job: "j", tls: { ca: "", cert: "no" } },
    says: "tls",
  },
  { wrong: "a timeout", options: { url: "x", job: "j", timeout: -1 }, says: '"timeout" is -1' },
])("$wrong is an error at once", ({ options, says }) => {
  expect(() => pushgateway(options as unknown as PushgatewayOptions)).toThrow(
    expect.objectContaining({
      code: "RM_ERR_INVALID_OPTION",
      message: expect.stringContaining(says),
    }),
  );
});
