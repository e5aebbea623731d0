import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  requireBinary,
  type ServerProcess,
  startServerProcess,
} from "@routemetrics/conformance/servers";
import { gather, renderText } from "@routemetrics/core";
import { type Job, Queue, UnrecoverableError, Worker } from "bullmq";
import { Cron } from "croner";
import { Registry } from "prom-client";
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import {
  type JobMetrics,
  jobMetrics,
  loadMetrics,
  queueProcessor,
  scheduledWorkflow,
} from "../src/index.js";

const counter = (labels: Record<string, string>) => ({
  name: "runs",
  help: "Runs by status",
  labels: Object.entries(labels).map(([key, value]) => ({ key, value })),
  counter: { value: "1" },
});
let metrics: JobMetrics;
let registry: Registry;
beforeEach(() => {
  registry = new Registry();
});
const start = (stanza: object) => {
  metrics = jobMetrics({ registry, specs: loadMetrics(stanza) });
};
async function samples(): Promise<string[]> {
  const text = String(renderText((await gather(registry)).families));
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

describe.skipIf(requireBinary("redis-server"))("BullMQ", () => {
  let redis: ServerProcess;
  let folder: string;
  let connection: { host: string; port: number };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "redis-"));
    connection = { host: "127.0.0.1", port: await freePort() };
    redis = await startServerProcess({
      command: "redis-server",
      args: ["--port", `${connection.port}`, "--bind", "127.0.0.1", "--save", "", "--dir", folder],
      ready: /Ready to accept connections/,
    });
  });
  afterAll(async () => {
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs one job until the queue is done with it. */
  async function process(processor: (job: Job) => unknown, attempts: number): Promise<void> {
    const name = `advise-${randomUUID()}`;
    const queue = new Queue(name, { connection });
    const worker = new Worker(name, queueProcessor(metrics, processor, "advise"), { connection });
    onTestFinished(async () => {
      await worker.close(true);
      await queue.close();
    });
    const job = await queue.add("one", { size: "small" }, { attempts });
    const isDone = async () => (await job.isCompleted()) || (await job.isFailed());
    await vi.waitFor(async () => expect(await isDone()).toBe(true), 10_000);
  }

  test("counts a job with its data and result", async () => {
    start(counter({ size: "{{inputs.parameters.size}}", result: "{{outputs.result}}" }));
    await process(async () => "advice", 1);
    expect(await samples()).toEqual(['runs{result="advice",size="small"} 1']);
  });

  test("counts each attempt of a job that the queue runs again", async () => {
    start(counter({ status: "{{status}}" }));
    await process((job) => {
      if (job.attemptsMade < 2) throw new Error("not yet");
    }, 5);
    expect(await samples()).toEqual(['runs{status="Failed"} 2', 'runs{status="Succeeded"} 1']);
  });

  test("lets the queue see the job's own error", async () => {
    start(counter({ status: "{{status}}" }));
    await process(() => {
      throw new UnrecoverableError("never again");
    }, 5);
    expect(await samples()).toEqual(['runs{status="Failed"} 1']);
  });
});

describe("croner", () => {
  test("counts each run of a schedule, failed ones too", async () => {
    start(counter({ status: "{{workflow.status}}" }));
    let runs = 0;
    const failures: unknown[] = [];
    const job = new Cron(
      "* * * * * *",
      { maxRuns: 2, interval: 0 },
      scheduledWorkflow(
        metrics,
        "nightly",
        () => {
          runs += 1;
          if (runs === 1) throw new Error("first");
        },
        (error) => failures.push(error),
      ),
    );
    await job.trigger();
    await job.trigger();
    job.stop();
    expect(failures).toEqual([new Error("first")]);
    expect(await samples()).toEqual(['runs{status="Failed"} 1', 'runs{status="Succeeded"} 1']);
  });

  test("runs by the clock", async () => {
    start(counter({ scheduled: "{{=len(workflow.scheduledTime)}}" }));
    const job = new Cron(
      "* * * * * *",
      scheduledWorkflow(metrics, "tick", () => {}),
    );
    await vi.waitFor(async () => expect(await samples()).toContain('runs{scheduled="20"} 1'), 5000);
    job.stop();
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
