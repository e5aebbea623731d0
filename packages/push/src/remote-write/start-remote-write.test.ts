import { Counter, Gauge, Histogram, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { decodeWriteRequest, seriesName } from "../../test/decode-write-request.js";
import { type FaultServer, startFaultServer } from "../../test/fault-server.js";
import type { BackgroundSender } from "../delivery/background-sender.js";
import { type RemoteWriteOptions, startRemoteWrite } from "./start-remote-write.js";

let server: FaultServer;
let registry: Registry;
let rows: Counter;
let errors: Error[];
const senders: BackgroundSender[] = [];

beforeEach(async () => {
  server = await startFaultServer();
  registry = new Registry();
  rows = new Counter({ name: "rows_total", help: "Rows.", registry: registry as RegistryLike });
  errors = [];
});
afterEach(async () => {
  await Promise.all(senders.splice(0).map((sender) => sender.stop({ deadline: 0.05 })));
  await server.close();
});

function start(options: Partial<RemoteWriteOptions> = {}): BackgroundSender {
  const sender = startRemoteWrite({
    registry: registry as RegistryLike,
    url: `${server.url}/api/v1/write`,
    every: 1000,
    labels: { job: "test" },
    backoff: { min: 0.02, max: 0.1 },
    onError: (error) => errors.push(error),
    ...options,
  });
  senders.push(sender);
  return sender;
}

const accepted = () => server.requests.map(({ body }) => decodeWriteRequest(body));

/** All points of one series in the order of arrival. */
function points(name: string, requests = accepted()) {
  return requests.flatMap(({ timeseries }) =>
    timeseries.filter((one) => seriesName(one) === name).flatMap((one) => one.samples),
  );
}

async function own(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const json = await registry.getSingleMetric(name)?.get();
  const matches = (value: { labels: object }) =>
    Object.entries(labels).every(([key, text]) => (value.labels as never)[key] === text);
  return json?.values.find(matches)?.value;
}

test("a request says what it is, and its labels are sorted and complete", async () => {
  const kinds = new Gauge({
    name: "by_kind",
    help: "Kinds.",
    labelNames: ["zone", "a"],
    registry: registry as RegistryLike,
  });
  kinds.labels({ zone: "z", a: "" }).set(2);
  await start({ auth: { bearer: "t0ken" }, headers: { "x-scope-orgid": "me" } }).flush();
  expect(server.requests[0]).toMatchObject({
    method: "POST",
    path: "/api/v1/write",
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
      "x-scope-orgid": "me",
      authorization: "Bearer t0ken",
    },
  });
  const [request] = accepted();
  const names = request?.timeseries.map(seriesName);
  expect(names).toContain('by_kind{job="test",zone="z"}');
  for (const { labels } of request?.timeseries ?? []) {
    const order = labels.map(({ name }) => name);
    expect(order).toEqual([...order].sort());
  }
  expect(request?.metadata).toContainEqual({
    type: 1,
    family: "rows_total",
    help: "Rows.",
    unit: "",
  });
});

test("histograms are sent classic and native, with their exemplars once", async () => {
  const seconds = new Histogram({
    name: "step_seconds",
    help: "Steps.",
    buckets: [1, 2],
    nativeHistogram: { factor: 1.1 },
    registry: registry as RegistryLike,
  });
  seconds.observe(1.5, { trace_id: "abc" });
  const sender = start();
  for (let i = 0; i < 3; i++) await sender.flush();
  expect(points('step_seconds_bucket{job="test",le="2"}').map(({ value }) => value)).toEqual([
    1, 1, 1,
  ]);
  const series = accepted().flatMap(({ timeseries }) => timeseries);
  const bucket = series.filter(
    (one) => seriesName(one) === 'step_seconds_bucket{job="test",le="2"}',
  );
  expect(bucket.map(({ exemplars }) => exemplars.length)).toEqual([1, 0, 0]);
  expect(bucket[0]?.exemplars[0]).toMatchObject({
    value: 1.5,
    labels: [{ name: "trace_id", value: "abc" }],
  });
  const [native, again, third] = series.filter(
    (one) => seriesName(one) === 'step_seconds{job="test"}',
  );
  expect(native?.histograms[0]).toMatchObject({
    count: 1,
    sum: 1.5,
    schema: 3,
    positiveSpans: [{ offset: 5, length: 1 }],
    positiveDeltas: [1],
  });
  const counts = [native, again, third].map((one) => one?.exemplars.length);
  expect(counts, "a series has to be known before it can have exemplars").toEqual([0, 1, 0]);
});

test("a series that disappears is marked stale, and all are when the sender stops", async () => {
  const gauge = new Gauge({
    name: "queue",
    help: "Queue.",
    labelNames: ["name"],
    registry: registry as RegistryLike,
  });
  gauge.labels({ name: "a" }).set(1);
  const sender = start();
  await sender.flush();
  gauge.remove({ name: "a" });
  await sender.flush();
  await sender.stop();
  const stale = (request: { raw: Buffer }) =>
    request.raw.includes(Buffer.from("020000000000f07f", "hex"));
  expect(accepted().map(stale)).toEqual([false, false, true, false, true]);
  expect(points('queue{job="test",name="a"}').map(({ value }) => value)).toEqual([1, Number.NaN]);
  const last = points('rows_total{job="test"}');
  expect(last.map(({ value }) => value)).toEqual([0, 0, 0, Number.NaN]);
  const times = last.map(({ timestamp }) => timestamp);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
});

test.each([
  { fault: "500", behaviour: { status: 500 } },
  { fault: "503 with a time to wait", behaviour: { status: 503, headers: { "retry-after": "1" } } },
  { fault: "429", behaviour: { status: 429 } },
  { fault: "a reset", behaviour: "reset" },
  { fault: "no answer", behaviour: "hang" },
] as const)("after $fault the same bytes are sent again", async ({ behaviour }) => {
  rows.inc(4);
  server.next(behaviour);
  await start({ timeout: 0.3 }).flush();
  const [first, second] = server.requests;
  expect(second?.body.equals(first?.body as Buffer)).toBe(true);
  expect(server.requests.length).toBe(2);
  expect(points('rows_total{job="test"}', accepted().slice(1))).toMatchObject([{ value: 4 }]);
  expect(errors.length).toBe(1);
  expect(await own("routemetrics_push_retries_total")).toBe(1);
  expect(await own("routemetrics_push_pending_samples")).toBe(0);
});

test("Retry-After is waited for, in seconds and as a date", async () => {
  const started = Date.now();
  server.next({ status: 429, headers: { "retry-after": "1" } });
  await start().flush();
  expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  const date = new Date(Date.now() + 2000);
  server.next({ status: 503, headers: { "retry-after": date.toUTCString() } });
  await start({ labels: { job: "other" } }).flush();
  expect(Date.now()).toBeGreaterThanOrEqual(Math.floor(date.getTime() / 1000) * 1000 - 10);
});

test.each([400, 401, 404, 413])("%i is not repeated, but counted and reported", async (status) => {
  server.next({ status, body: "out of order sample" });
  const sender = start();
  await sender.flush();
  expect(server.requests.length).toBe(1);
  expect(
    await own("routemetrics_push_dropped_samples_total", { reason: "rejected" }),
  ).toBeGreaterThan(0);
  expect(errors[0]).toMatchObject({ code: "RM_ERR_PUSH", status });
  await sender.flush();
  expect(server.requests.length).toBe(2);
});

test("an outage loses nothing within the bound, and keeps the order", async () => {
  server.always({ status: 500 });
  const sender = start();
  for (let i = 0; i < 5; i++) {
    rows.inc();
    await sender.flush({ deadline: 0.1 }).catch(() => {});
  }
  const before = server.requests.length;
  server.always({ status: 200 });
  await sender.flush();
  const values = points('rows_total{job="test"}', accepted().slice(before));
  expect(values.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 5]);
  expect(await own("routemetrics_push_dropped_samples_total", { reason: "queue_full" })).toBe(0);
});

test("beyond the bound the oldest are dropped and counted", async () => {
  server.always({ status: 500 });
  const sender = start({ maxPendingSamples: 30 });
  for (let i = 0; i < 5; i++) {
    rows.inc();
    await sender.flush({ deadline: 0.1 }).catch(() => {});
  }
  expect(await own("routemetrics_push_pending_samples")).toBeLessThanOrEqual(30);
  const before = server.requests.length;
  server.always({ status: 200 });
  await sender.flush();
  const values = points('rows_total{job="test"}', accepted().slice(before));
  expect(values.at(-1)?.value).toBe(5);
  expect(values[0]?.value).toBeGreaterThan(1);
  expect(
    await own("routemetrics_push_dropped_samples_total", { reason: "queue_full" }),
  ).toBeGreaterThan(0);
});

test("stop gives up at its deadline, reports what is lost and never rejects", async () => {
  server.always("hang");
  const sender = start();
  await sender.stop({ deadline: 0.2 });
  expect(errors.at(-1)?.message).toContain("were not delivered within 0.2 s");
  expect(
    await own("routemetrics_push_dropped_samples_total", { reason: "stopped" }),
  ).toBeGreaterThan(0);
  expect(await own("routemetrics_push_pending_samples")).toBe(0);
  await expect(sender.stop()).resolves.toBeUndefined();
});

test("it sends by itself, and a redirect is followed with the body", async () => {
  server.next({ status: 308, headers: { location: "/moved" } });
  rows.inc(2);
  start({ every: 0.05 });
  await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(2), 5_000);
  expect(server.requests[1]).toMatchObject({ method: "POST", path: "/moved" });
  expect(points('rows_total{job="test"}')[0]?.value).toBe(2);
});

test("without native histograms over there, the classic ones go on", async () => {
  new Histogram({
    name: "step_seconds",
    help: "Steps.",
    nativeHistogram: { factor: 1.1 },
    registry: registry as RegistryLike,
  }).observe(1);
  server.next({ status: 200 }, { status: 500, body: "native histograms are disabled\n" });
  const sender = start();
  await sender.flush();
  await sender.flush();
  expect(server.requests.length).toBe(3);
  expect(errors[0]?.message).toContain("native histograms disabled");
  expect(points('step_seconds_count{job="test"}').length).toBe(2);
});

test("many series are cut into requests of the given size", async () => {
  const many = new Gauge({
    name: "many",
    help: "Many.",
    labelNames: ["id"],
    registry: registry as RegistryLike,
  });
  for (let id = 0; id < 250; id++) many.labels({ id: String(id) }).set(id);
  await start({ maxSamplesPerRequest: 100 }).flush();
  const sizes = accepted().map(({ timeseries }) => timeseries.length);
  expect(Math.max(...sizes)).toBe(100);
  expect(new Set(accepted().flatMap(({ timeseries }) => timeseries.map(seriesName))).size).toBe(
    sizes.reduce((a, b) => a + b),
  );
});

test("a collector that fails or an onError that throws stops nothing", async () => {
  new Gauge({ name: "broken", help: "Broken.", registry: registry as RegistryLike }).setFunction(
    () => {
      throw new Error("no disk");
    },
  );
  await start({
    onError: () => {
      throw new Error("onError");
    },
  }).flush();
  expect(points('rows_total{job="test"}').length).toBe(1);
});

test("samples with a time of their own are sent once, with it", async () => {
  (registry as RegistryLike).registerMetric({
    name: "old",
    type: "gauge",
    metricFamily: () => ({
      name: "old",
      help: "Old.",
      type: "gauge",
      series: [{ labels: {}, value: 1, timestamp: 5.5 }],
    }),
  });
  const sender = start();
  await sender.flush();
  await sender.stop();
  expect(points('old{job="test"}')).toEqual([{ value: 1, timestamp: 5500 }]);
});

test.each([
  { wrong: "no url", options: { url: undefined }, says: '"url" is missing' },
  { wrong: "an interval", options: { every: 0 }, says: '"every" is 0' },
  { wrong: "a label name", options: { labels: { "a-b": "1" } }, says: '"a-b"' },
  { wrong: "a backoff", options: { backoff: { min: "1" } }, says: '"min"' },
])("$wrong is an error at once", ({ options, says }) => {
  expect(() => start(options as unknown as RemoteWriteOptions)).toThrow(
    expect.objectContaining({
      code: "RM_ERR_INVALID_OPTION",
      message: expect.stringContaining(says),
    }),
  );
});
