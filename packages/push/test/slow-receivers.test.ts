import net, { type AddressInfo } from "node:net";
import { Counter, Gauge, gather, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { pushgateway, startGraphite, startRemoteWrite } from "../src/index.js";
import { decodeWriteRequest, seriesName } from "./decode-write-request.js";
import { type Behaviour, type FaultServer, startFaultServer } from "./fault-server.js";

let server: FaultServer;
let registry: RegistryLike;
let collections: number;
beforeEach(async () => {
  server = await startFaultServer();
  registry = new Registry() as RegistryLike;
  collections = 0;
  // Each collection has a number of its own: what is missing or there twice shows.
  new Gauge({ name: "collection", help: "Which one.", registry }).setFunction(() => ++collections);
});
afterEach(() => server.close());

/** The account of a sender in its registry. */
async function sent(name: string, labels: Record<string, string> = {}): Promise<number> {
  const { families } = await gather(registry, { names: [name] });
  const [series] = (families[0]?.series ?? []).filter((one) =>
    Object.entries(labels).every(([key, value]) => one.labels[key] === value),
  );
  return series && "value" in series ? series.value : 0;
}

const collectionsIn = (body: Buffer) =>
  decodeWriteRequest(body).timeseries.flatMap((one) =>
    seriesName(one).startsWith("collection{") ? one.samples : [],
  );

test("a slow receiver that fails in between gets every collection once, one request at a time", async () => {
  const slow: Behaviour[] = [
    { status: 200, delay: 120 },
    { status: 500, delay: 60 },
    { status: 503, delay: 10, headers: { "retry-after": "0" } },
    { status: 200, delay: 150 },
    { status: 429, delay: 40 },
    { status: 400, delay: 80, body: "refused" },
    "reset",
    { status: 204, delay: 90 },
  ];
  const behaviours: Behaviour[] = [];
  for (let round = 0; round < 3; round++) behaviours.push(...slow);
  server.next(...behaviours);
  const sender = startRemoteWrite({
    url: `${server.url}/write`,
    registry,
    every: 0.03,
    labels: { job: "slow", instance: "one" },
    backoff: { min: 0.01, max: 0.05 },
    onError: () => {},
  });
  await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(behaviours.length), 20_000);
  await sender.stop({ deadline: 20 });

  expect(server.mostAtOnce).toBe(1);
  const answers = server.requests.map(({ body }, index) => {
    const behaviour = behaviours[index] ?? { status: 200 };
    return { body, status: behaviour === "reset" ? 0 : (behaviour as { status: number }).status };
  });
  const taken = answers.filter(({ status }) => status === 200 || status === 204);
  const refused = answers.filter(({ status }) => status === 400);
  const numbers = (requests: typeof answers) =>
    requests.flatMap(({ body }) => collectionsIn(body)).filter(({ value }) => value >= 0);
  // What is refused is given up and counted; everything else arrives, in order, none twice.
  expect(refused).toHaveLength(3);
  const all = [...numbers(taken), ...numbers(refused)];
  expect(all.map(({ value }) => value).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: all.length }, (_, index) => index + 1),
  );
  const times = numbers(taken).map(({ timestamp }) => timestamp);
  expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  // An attempt that failed was repeated byte by byte, right away.
  answers.forEach(({ status, body }, index) => {
    if (![0, 429, 500, 503].includes(status)) return;
    expect(answers[index + 1]?.body.equals(body)).toBe(true);
  });
  const samples = (requests: typeof answers) =>
    requests.reduce((sum, { body }) => sum + decodeWriteRequest(body).timeseries.length, 0);
  expect(await sent("routemetrics_push_samples_total")).toBe(samples(taken));
  expect(await sent("routemetrics_push_dropped_samples_total", { reason: "rejected" })).toBe(
    samples(refused),
  );
  expect(await sent("routemetrics_push_pending_samples")).toBe(0);
});

test("a receiver slower than the time limit gets the same bytes again, which change nothing", async () => {
  server.next({ status: 200, delay: 600 }, { status: 200, delay: 600 });
  const sender = startRemoteWrite({
    url: `${server.url}/write`,
    registry,
    every: 1000,
    timeout: 0.3,
    backoff: { min: 0.01, max: 0.05 },
    onError: () => {},
  });
  await sender.flush();
  const [first, second, third] = server.requests;
  expect(server.requests).toHaveLength(3);
  expect(second?.body.equals(first?.body as Buffer)).toBe(true);
  expect(third?.body.equals(first?.body as Buffer)).toBe(true);
  expect(await sent("routemetrics_push_retries_total")).toBe(2);
  await sender.stop({ deadline: 0.1 });
});

test("a slow Pushgateway is waited for, and asked once", async () => {
  const gateway = pushgateway({ url: server.url, job: "j", timeout: 0.4 });
  new Counter({ name: "rows", help: "Rows.", registry });
  server.next({ status: 200, delay: 200 }, { status: 202, delay: 800 }, { status: 500, delay: 50 });
  await gateway.push(registry);
  await expect(gateway.push(registry)).rejects.toThrow(/no answer within 0.4 s/);
  await expect(gateway.push(registry)).rejects.toMatchObject({ status: 500 });
  expect(server.requests).toHaveLength(3);
});

test("a Graphite that reads slowly and breaks off gets every line, none twice for one time", async () => {
  const lines: string[] = [];
  let connections = 0;
  const listener = net.createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    connections += 1;
    let text = "";
    socket.on("error", () => {});
    if (connections % 3 === 0) {
      setTimeout(() => socket.resetAndDestroy(), 10);
      return;
    }
    setTimeout(() => socket.resume(), 40);
    socket.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => {
      lines.push(...text.split("\n").filter((line) => line.startsWith("collection ")));
      setTimeout(() => socket.end(), 10);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void listener.close());
  const sender = startGraphite({
    host: "127.0.0.1",
    port: (listener.address() as AddressInfo).port,
    registry,
    every: 0.06,
    backoff: { min: 0.01, max: 0.02 },
    onError: () => {},
  });
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(8), 20_000);
  await sender.stop({ deadline: 20 });
  const numbers = lines.map((line) => Number(line.split(" ")[1]));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(await sent("routemetrics_push_dropped_samples_total")).toBe(0);
});
