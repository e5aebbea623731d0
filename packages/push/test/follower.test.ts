import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Counter, onlyOneWorker, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pushGraphite, pushgateway, startRemoteWrite, writeTextfile } from "../src/index.js";
import { type FaultServer, startFaultServer } from "./fault-server.js";

let server: FaultServer;
let folder: string;
let isLeader: boolean;
let registry: RegistryLike;
beforeEach(async () => {
  server = await startFaultServer();
  folder = await mkdtemp(join(tmpdir(), "follower-"));
  isLeader = false;
  const own = new Registry() as RegistryLike;
  const rows = new Counter({ name: "rows", help: "Rows.", registry: own });
  registry = onlyOneWorker({
    registry: own,
    isLeader: () => isLeader,
    handOver: async (work) => {
      if (isLeader) await work(true);
    },
    gather: async () => ({ families: [await rows.metricFamily()], errors: [] }),
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test("a worker that another one pushes for sends nothing, until it leads", async () => {
  const { url } = server;
  const gateway = pushgateway({ url, job: "j" });
  const sender = startRemoteWrite({ url: `${url}/write`, registry, every: 1000 });
  const path = join(folder, "job.prom");
  await writeFile(path, "of the leader\n");
  const { hostname: host, port } = new URL(url);
  const sendAll = async () => {
    await gateway.push(registry);
    await gateway.pushAdd(registry);
    await sender.flush();
    await writeTextfile(path, registry);
  };

  await sendAll();
  await pushGraphite({ host, port: Number(port), registry });
  expect(server.requests).toEqual([]);
  expect(await readFile(path, "utf8")).toBe("of the leader\n");

  isLeader = true;
  await sendAll();
  expect(server.requests.map(({ method, path: target }) => `${method} ${target}`)).toEqual([
    "PUT /metrics/job/j",
    "POST /metrics/job/j",
    "POST /write",
  ]);
  expect(await readFile(path, "utf8")).toContain("rows_total 0\n");

  // Somebody else leads now: the end of this sender is not the end of its series.
  isLeader = false;
  await sender.stop();
  expect(server.requests).toHaveLength(3);
});
