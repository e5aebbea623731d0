import net from "node:net";
import { Counter, Gauge, Histogram, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BackgroundSender } from "../delivery/background-sender.js";
import { type GraphiteOptions, pushGraphite, startGraphite } from "./graphite.js";

/** A receiver of the plaintext protocol: reads lines until the client ends. */
class LineListener {
  readonly lines: string[] = [];
  connections = 0;
  /** What it does with a connection instead of reading it. */
  fault: "none" | "reset" | "hang" = "none";
  readonly #server = net.createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  readonly #sockets = new Set<net.Socket>();

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return (this.#server.address() as net.AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: net.Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on("error", () => {});
    if (this.fault === "reset") socket.resetAndDestroy();
    if (this.fault !== "none") return;
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => {
      this.lines.push(...text.split("\n").slice(0, -1));
      socket.end();
    });
  }
}

let listener: LineListener;
let port: number;
let registry: RegistryLike;
const senders: BackgroundSender[] = [];

beforeEach(async () => {
  listener = new LineListener();
  port = await listener.listen();
  registry = new Registry() as RegistryLike;
});
afterEach(async () => {
  await Promise.all(senders.splice(0).map((sender) => sender.stop({ deadline: 0.05 })));
  await listener.close();
});

const push = (options: Partial<GraphiteOptions> = {}) =>
  pushGraphite({ host: "127.0.0.1", port, registry, ...options });
const withoutTime = () => listener.lines.map((line) => line.replace(/ \d+$/, ""));

function sampleMetrics(): void {
  const labelNames = ["route", "empty", "a"] as const;
  const seen = new Counter({ name: "seen_total", help: "Seen.", labelNames, registry });
  seen.labels({ route: "/users/:id;x y", empty: "", a: "1" }).inc(2);
  new Gauge({ name: "nothing", help: "NaN.", registry }).set(Number.NaN);
}

test("labels become parts of the name, sorted and cleaned", async () => {
  sampleMetrics();
  await push({ prefix: "apps.web" });
  expect(withoutTime()).toEqual(["apps.web.seen_total.a.1.route._users__id_x_y 2"]);
  const time = Number(listener.lines[0]?.split(" ")[2]);
  expect(Math.abs(Date.now() / 1000 - time)).toBeLessThan(30);
});

test("labels become tags, with those that are always there", async () => {
  sampleMetrics();
  await push({ tags: true });
  await push({ tags: { env: "prod" } });
  expect(withoutTime()).toEqual([
    "seen_total;a=1;route=/users/:id_x_y 2",
    "seen_total;a=1;env=prod;route=/users/:id_x_y 2",
  ]);
});

test("a histogram is its buckets, sum and count", async () => {
  new Histogram({ name: "h", help: "H.", buckets: [0.5, 1], registry }).observe(0.7);
  await push({ tags: true });
  expect(withoutTime()).toEqual([
    "h_bucket;le=0.5 0",
    "h_bucket;le=1 1",
    "h_bucket;le=+Inf 1",
    "h_sum 0.7",
    "h_count 1",
  ]);
});

test("a receiver that is gone, resets or hangs is an error", async () => {
  sampleMetrics();
  listener.fault = "reset";
  await expect(push()).rejects.toMatchObject({ code: "RM_ERR_PUSH" });
  listener.fault = "hang";
  await expect(push({ timeout: 0.2 })).rejects.toMatchObject({
    message: expect.stringContaining("not sent within 0.2 s"),
  });
  await expect(push({ port: 1 })).rejects.toMatchObject({
    code: "RM_ERR_PUSH",
    url: "tcp://127.0.0.1:1",
  });
});

test("in the background it sends again and again, and at stop", async () => {
  const gauge = new Gauge({ name: "g", help: "G.", registry });
  const sender = startGraphite({ host: "127.0.0.1", port, registry, every: 0.05, tags: true });
  senders.push(sender);
  await vi.waitFor(() => expect(listener.connections).toBeGreaterThan(2), 5_000);
  gauge.set(7);
  await sender.stop();
  expect(withoutTime()).toContain("g 7");
});

test("after an outage it reconnects, and what was collected meanwhile arrives in order", async () => {
  const gauge = new Gauge({ name: "g", help: "G.", registry });
  await listener.close();
  const errors: Error[] = [];
  const sender = startGraphite({
    host: "127.0.0.1",
    port,
    registry,
    every: 1000,
    backoff: { min: 0.02, max: 0.1 },
    onError: (error) => errors.push(error),
  });
  senders.push(sender);
  for (let i = 1; i <= 3; i++) {
    gauge.set(i);
    await sender.flush({ deadline: 0.1 }).catch(() => {});
  }
  expect(errors.length).toBeGreaterThan(0);
  listener = new LineListener();
  await listener.listen(port);
  gauge.set(4);
  await sender.flush();
  const values = withoutTime().filter((line) => line.startsWith("g "));
  expect(values).toEqual(["g 1", "g 2", "g 3", "g 4"]);
});

test.each([
  { wrong: "no host", options: { host: undefined }, says: '"host" is missing' },
  { wrong: "a port", options: { port: 0 }, says: '"port" is 0' },
  { wrong: "a prefix", options: { prefix: "a b" }, says: '"a b"' },
  { wrong: "tags", options: { tags: "yes" }, says: "true, false or an object" },
])("$wrong is an error at once", async ({ options, says }) => {
  await expect(push(options as unknown as GraphiteOptions)).rejects.toMatchObject({
    code: "RM_ERR_INVALID_OPTION",
    message: expect.stringContaining(says),
  });
});
