import http from "node:http";
import type { AddressInfo } from "node:net";
import {
  type PrometheusServer,
  requireBinary,
  startPrometheus,
} from "@routemetrics/conformance/servers";
import { Counter, Gauge, Histogram, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startRemoteWrite } from "./start-remote-write.js";

const RECEIVER = "--web.enable-remote-write-receiver";

interface Setup {
  registry: RegistryLike;
  errors: string[];
  options: Parameters<typeof startRemoteWrite>[0];
}

function setup(url: string, job: string): Setup {
  const registry = new Registry() as RegistryLike;
  const errors: string[] = [];
  return {
    registry,
    errors,
    options: {
      registry,
      url: `${url}/api/v1/write`,
      every: 1000,
      labels: { job },
      backoff: { min: 0.02, max: 0.1 },
      onError: ({ message }) => errors.push(message),
    },
  };
}

describe.skipIf(requireBinary("prometheus"))("a real Prometheus", () => {
  let server: PrometheusServer;
  beforeAll(async () => {
    const features = ["native-histograms", "exemplar-storage"];
    server = await startPrometheus({ features, args: [RECEIVER] });
  });
  afterAll(() => server.stop());

  const value = async (promql: string) => (await server.query(promql))[0]?.value;

  test("stores numbers, classic and native histograms and exemplars", async () => {
    const { registry, errors, options } = setup(server.url, "kinds");
    const route = 'a "quoted"\\ route\n é';
    const rows = new Counter({
      name: "rows_total",
      help: "Rows.",
      labelNames: ["route"],
      registry,
    });
    rows.labels({ route }).inc(3);
    for (const [name, odd] of [
      ["plus", Infinity],
      ["minus", -Infinity],
      ["nan", NaN],
    ] as const) {
      new Gauge({ name: `odd_${name}`, help: "Odd.", registry }).set(odd);
    }
    const seconds = new Histogram({
      name: "step_seconds",
      help: "Steps.",
      nativeHistogram: { factor: 1.1 },
      registry,
    });
    for (let i = 1; i <= 1000; i++) seconds.observe(i / 1000, { trace_id: `t${i}` });
    for (const far of [0, -3, 1e9]) seconds.observe(far);
    const start = Date.now() / 1000;
    const sender = startRemoteWrite(options);
    await sender.flush();
    await sender.flush();
    expect(errors).toEqual([]);
    const [stored] = await server.query('rows_total{job="kinds"}');
    expect(stored).toMatchObject({ value: 3, labels: { route } });
    expect(await value('odd_plus{job="kinds"}')).toBe(Infinity);
    expect(await value('odd_minus{job="kinds"}')).toBe(-Infinity);
    expect(await value('odd_nan{job="kinds"}')).toBeNaN();
    expect(await value('step_seconds_bucket{job="kinds",le="0.5"}')).toBe(502);
    expect(await value('step_seconds_count{job="kinds"}')).toBe(1003);
    expect(await value('histogram_count(step_seconds{job="kinds"})')).toBe(1003);
    const median = await value('histogram_quantile(0.5, step_seconds{job="kinds"})');
    expect(median).toBeGreaterThan(0.48);
    expect(median).toBeLessThan(0.52);
    const search = new URLSearchParams({
      query: '{job="kinds"}',
      start: String(start - 10),
      end: String(start + 10),
    });
    const answer = await fetch(`${server.url}/api/v1/query_exemplars?${search}`);
    const { data } = (await answer.json()) as {
      data: { seriesLabels: { __name__: string }; exemplars: { labels: object }[] }[];
    };
    const names = new Set(data.map(({ seriesLabels }) => seriesLabels.__name__));
    expect(names).toEqual(new Set(["step_seconds_bucket", "step_seconds"]));
    expect(data[0]?.exemplars[0]?.labels).toHaveProperty("trace_id");
    await sender.stop();
  });

  test("ends a series when it disappears, and all of them at stop", async () => {
    const { registry, errors, options } = setup(server.url, "ends");
    const queue = new Gauge({ name: "queue", help: "Queue.", labelNames: ["name"], registry });
    queue.labels({ name: "a" }).set(1);
    queue.labels({ name: "b" }).set(2);
    new Histogram({ name: "h", help: "H.", nativeHistogram: { factor: 2 }, registry }).observe(1);
    const sender = startRemoteWrite(options);
    await sender.flush();
    queue.remove({ name: "a" });
    await sender.flush();
    const live = await server.query('queue{job="ends"}');
    expect(live.map(({ labels }) => labels.name)).toEqual(["b"]);
    expect((await server.query('h{job="ends"}')).length).toBe(1);
    await sender.stop();
    expect(await server.query('{job="ends"}')).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("takes what is sent twice after a lost answer, and every collection once", async () => {
    const faults = ["lost", "refused", "lost", "none", "refused", "refused", "lost"];
    const proxy = await startLossyProxy(server.url, () => faults.shift() ?? "none");
    const { registry, options } = setup(proxy.url, "lossy");
    const rows = new Counter({ name: "rows_total", help: "Rows.", registry });
    new Histogram({ name: "h", help: "H.", nativeHistogram: { factor: 2 }, registry }).observe(1);
    const sender = startRemoteWrite(options);
    for (let i = 0; i < 6; i++) {
      rows.inc();
      await sender.flush();
    }
    const stored = await server.query('rows_total{job="lossy"}[1m]');
    expect(stored.map((sample) => sample.value)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await value('count_over_time(h{job="lossy"}[1m])')).toBe(6);
    expect(faults).toEqual([]);
    await sender.stop();
    await proxy.close();
  });

  test("sends by itself through an outage of the server", async () => {
    let isDown = true;
    const proxy = await startLossyProxy(server.url, () => (isDown ? "refused" : "none"));
    const { registry, errors, options } = setup(proxy.url, "outage");
    let collections = 0;
    new Gauge({ name: "collections", help: "Collections.", registry }).setFunction(
      () => ++collections,
    );
    const sender = startRemoteWrite({ ...options, every: 0.05 });
    await vi.waitFor(() => expect(collections).toBeGreaterThan(5), 5_000);
    isDown = false;
    await sender.flush();
    const stored = await server.query('collections{job="outage"}[1m]');
    expect(stored.map((sample) => sample.value)).toEqual(stored.map((_, index) => index + 1));
    expect(stored.length).toBeGreaterThan(5);
    expect(errors.length).toBeGreaterThan(0);
    await sender.stop();
    await proxy.close();
  });
});

describe.skipIf(requireBinary("prometheus"))("a Prometheus without native histograms", () => {
  let server: PrometheusServer;
  beforeAll(async () => {
    server = await startPrometheus({ args: [RECEIVER] });
  });
  afterAll(() => server.stop());

  test("gets the classic ones, and the reason is reported", async () => {
    const { registry, errors, options } = setup(server.url, "classic");
    new Histogram({ name: "h", help: "H.", nativeHistogram: { factor: 2 }, registry }).observe(1);
    const sender = startRemoteWrite(options);
    await sender.flush();
    await sender.flush();
    expect((await server.query('h_count{job="classic"}'))[0]?.value).toBe(1);
    expect(errors).toEqual([expect.stringContaining("native histograms disabled")]);
    await sender.stop();
    expect(await server.query('{job="classic"}')).toEqual([]);
  });
});

/** "lost": forwards the request, and answers 500 all the same. "refused": forwards nothing. */
async function startLossyProxy(target: string, nextFault: () => string) {
  const proxy = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fault = nextFault();
    if (fault === "refused") {
      response.writeHead(500).end();
      return;
    }
    const answer = await fetch(`${target}${request.url}`, {
      method: "POST",
      headers: { "content-encoding": "snappy", "content-type": "application/x-protobuf" },
      body: Buffer.concat(chunks),
    });
    response.writeHead(fault === "lost" ? 500 : answer.status).end(await answer.text());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => proxy.close(resolve)),
  };
}
