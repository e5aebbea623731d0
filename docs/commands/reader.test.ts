import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  findBinary,
  requireBinary,
  startPrometheus,
  startPushgateway,
} from "@routemetrics/conformance/servers";
import { sampleValue } from "@routemetrics/core/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { exists, read } from "../pages.js";
import { OF_THE_REPOSITORY } from "./of-the-repository.js";
import { install, type Reader, startReader, startService, take } from "./reader.js";
import { sh } from "./shell.js";
import { shownCommands } from "./shown.js";

/** Pages whose other commands another test runs, as they stand there. */
const RUN_ON_CEPH = ["docs/guides/object-storage.md", "packages/object-storage/README.md"];

let reader: Reader;
/** Where everything is installed that the pages tell of, and the files that they show. */
let folder: string;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  reader = await startReader();
  stops.push(() => reader.stop());
  folder = reader.emptyFolder();
  await install(`npm install ${reader.packages.join(" ")} express prom-client`, folder);
  take("examples/workflow/adviser.yaml", join(folder, "adviser.yaml"));
  take("examples/dashboard/dist/write-rules.js", join(folder, "metrics-options.mjs"));
  writeFileSync(join(folder, "job.js"), 'console.log("advised")');
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  // A hundred thousand files are to be removed.
}, 600_000);

/** How a command of a page is run; the first that fits. */
const WAYS: readonly (readonly [RegExp, (line: string) => Promise<unknown>])[] = [
  [/^npm install /, installInEmptyFolder],
  [/^npm ls /, (line) => sh(line, folder)],
  [/^node service\.mjs$/, startFirstProgram],
  [/routemetrics-doctor /, askDoctor],
  [/^npx routemetrics-dashboards /, generate],
  [/^promtool check /, checkWithPromtool],
  [/^npx routemetrics-job validate /, (line) => sh(line, folder)],
  [/^npx routemetrics-job run /, runJob],
  [/^prometheus-pushgateway &$|^prometheus --config\.file/, queryPushgateway],
  // In order, against a real Ceph.
  [/^npx routemetrics-dump |^promtool tsdb |^mv blocks|^export |^node dist\/main\.js$/, onCeph],
];

const commands = shownCommands.filter(({ line }) => !OF_THE_REPOSITORY.test(line));

test.each(commands)("$page: $line", { timeout: 120_000 }, async ({ line }) => {
  const [, run] = WAYS.find(([start]) => start.test(line)) ?? [];
  expect(run, "a way to run it").toBeDefined();
  await run?.(line);
});

/** And starts the first program that the pages show for the package. */
async function installInEmptyFolder(line: string): Promise<void> {
  const empty = reader.emptyFolder();
  await install(line, empty);
  const [, name] = /@routemetrics\/(express|fastify|koa|hono|node-http)/.exec(line) ?? [];
  if (name === undefined) return;
  await visitQuickStart(name, empty, "quick-start.mjs");
}

/** What was installed for the pages has Express. */
async function startFirstProgram(line: string): Promise<void> {
  await visitQuickStart("express", folder, line.split(" ")[1] as string);
}

async function visitQuickStart(name: string, where: string, program: string): Promise<void> {
  take(`examples/${name}/dist/quick-start.js`, join(where, program));
  const service = await startService(where, program);
  try {
    expect(await (await fetch(`${service.url}/users/7`)).json()).toEqual({ id: "7" });
    await vi.waitFor(async () => {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      const labels = { method: "GET", path: "/users/:id", status: 200 };
      expect(sampleValue(text, "http_requests_total", labels)).toBe(1);
    });
  } finally {
    await service.stop();
  }
}

async function askDoctor(line: string): Promise<void> {
  take("examples/express/dist/quick-start.js", join(folder, "quick-start.mjs"));
  const service = await startService(folder, "quick-start.mjs");
  try {
    await (await fetch(`${service.url}/users/7`)).text();
    const metrics = `${service.url}/metrics`;
    const asked = line.replace("http://127.0.0.1:3000/metrics", metrics).replace("<url>", metrics);
    expect(await sh(asked, folder)).toContain("0 errors, 0 warnings");
  } finally {
    await service.stop();
  }
}

async function generate(line: string): Promise<void> {
  await sh(line, folder);
  expect(readdirSync(join(folder, "dashboards"))).toContain("overview.json");
}

async function checkWithPromtool(line: string): Promise<void> {
  const promtool = program("promtool");
  if (promtool === undefined) return;
  const [, , , ...files] = line.split(" ");
  for (const file of files) {
    const shown = `examples/prometheus/${file}`;
    if (exists(shown)) take(shown, join(folder, file));
  }
  expect(await sh(line.replace("promtool", promtool), folder)).toContain("SUCCESS");
}

/** Against a real Pushgateway. */
async function runJob(line: string): Promise<void> {
  if (program("prometheus-pushgateway") === undefined) return;
  const gateway = await startPushgateway();
  try {
    const output = await sh(line.replace("http://127.0.0.1:9091", gateway.url), folder);
    expect(output).toContain("advised");
    const labels = { task: "advise", status: "Succeeded" };
    expect(sampleValue(await gateway.metrics(), "task_status_counter", labels)).toBe(1);
  } finally {
    await gateway.stop();
  }
}

/** Both programs, on free ports, with the configuration that the page shows. */
async function queryPushgateway(): Promise<void> {
  if ((program("prometheus-pushgateway") ?? program("prometheus")) === undefined) return;
  const gateway = await startPushgateway();
  const config = read("examples/prometheus/pushgateway.yml")
    .replace("127.0.0.1:9091", new URL(gateway.url).host)
    .replace("10s", "1s");
  const prometheus = await startPrometheus({ config });
  try {
    await prometheus.scraped();
    expect(await prometheus.query("pushgateway_build_info")).toHaveLength(1);
  } finally {
    await prometheus.stop();
    await gateway.stop();
  }
}

/** That of `packages/object-storage/test/guide.test.ts`, which takes the commands from these pages. */
async function onCeph(line: string): Promise<void> {
  const isRun = (page: string) =>
    read(page)
      .replaceAll(/\\\n\s*/g, "")
      .includes(line);
  expect(RUN_ON_CEPH.some(isRun)).toBe(true);
}

/** Where Debian's program is; undefined skips, except in CI. */
function program(name: string): string | undefined {
  return requireBinary(name) === undefined ? findBinary(name) : undefined;
}
