import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const main = join(root, "packages/workflow/dist/cli/main.js");
const adviser = join(root, "examples/workflow/adviser.yaml");

let gateway: Server;
let url: string;
let pushed: { path: string; method: string; body: string }[];
let folder: string;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [
    join(root, "node_modules/typescript/bin/tsc"),
    "-b",
    join(root, "packages/workflow"),
  ]);
  gateway = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      pushed.push({ path: request.url ?? "", method: request.method ?? "", body });
      response.end();
    });
  });
  await once(gateway.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), "job-"));
}, 120_000);
beforeEach(() => {
  pushed = [];
});
afterAll(() => {
  gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}
async function routemetricsJob(...args: string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ended;
  }
}
const node = (script: string) => ["--", process.execPath, "-e", script];
const spec = (stanzas: object) => {
  const file = join(folder, `spec-${Math.random()}.yaml`);
  writeFileSync(file, JSON.stringify(stanzas));
  return file;
};

test("pushes the metrics of a program that succeeds", async () => {
  const ended = await routemetricsJob(
    ...["run", "--spec", adviser, "--workflow", "adviser", "--task", "advise", "--push", url],
    ...["--group", "team=thoth", ...node("console.log('advice')")],
  );
  expect(ended).toEqual({ code: 0, stdout: "advice\n", stderr: "" });
  expect(pushed).toMatchObject([{ method: "POST", path: "/metrics/job/adviser/team/thoth" }]);
  const [{ body } = { body: "" }] = pushed;
  expect(body).toContain('\nstatus_counter{status="Succeeded",workflow="adviser"} 1\n');
  expect(body).toContain('\ntask_status_counter{status="Succeeded",task="advise"} 1\n');
  expect(body).toContain('duration_seconds_histogram_bucket{workflow="adviser",le="5"} 1');
  expect(body).toContain('task_duration_seconds_histogram_count{task="advise"} 1');
});

test("keeps the exit code and pushes the failure", async () => {
  const ended = await routemetricsJob(
    ...["run", "--spec", adviser, "--task", "advise", "--push", url],
    ...node("process.exit(7)"),
  );
  expect(ended).toMatchObject({ code: 7 });
  expect(pushed[0]?.body).toContain('task_status_counter{status="Failed",task="advise"} 1');
  expect(pushed[0]?.body).not.toContain("task_duration_seconds_histogram_count{");
});

test("gives metrics the exit code, what was printed, inputs and files", async () => {
  const output = join(folder, "rows");
  const labels = [
    "exitCode",
    "outputs.result",
    "inputs.parameters.size",
    "outputs.parameters.rows",
  ];
  const file = spec({
    name: "t",
    outputs: { parameters: [{ name: "rows", valueFrom: { path: output } }] },
    metrics: {
      prometheus: [
        {
          name: "m",
          help: "Help",
          labels: labels.map((name) => ({ key: name.replaceAll(".", "_"), value: `{{${name}}}` })),
          counter: { value: "1" },
        },
      ],
    },
  });
  const ended = await routemetricsJob(
    ...["run", "--spec", file, "--task", "t", "--input", "size=3", "--push", url],
    ...node(`require('fs').writeFileSync(${JSON.stringify(output)}, '42\\n'); console.log('done')`),
  );
  expect(ended).toEqual({ code: 0, stdout: "done\n", stderr: "" });
  expect(pushed[0]?.body).toContain(
    'm{exitCode="0",inputs_parameters_size="3",outputs_parameters_rows="42",outputs_result="done"} 1',
  );
});

test("leaves out a metric with a megabyte of output, and counts it", async () => {
  const label = [{ key: "result", value: "{{outputs.result}}" }];
  const file = spec([{ name: "m", help: "H", labels: label, counter: { value: 1 } }]);
  const ended = await routemetricsJob(
    ...["run", "--spec", file, "--task", "t", "--push", url],
    ...node("process.stdout.write('x'.repeat(3e5))"),
  );
  expect(ended.stdout).toHaveLength(3e5);
  expect(pushed[0]?.body).toContain('job_metrics_errors_total{metric="m",reason="too_long"} 1');
});

test.each(["SIGTERM", "SIGINT"] as const)("passes %s on and still pushes", async (signal) => {
  const program =
    "process.on(process.argv[1], () => process.exit(3)); setInterval(() => {}, 1e3); console.log('up')";
  const job = spawn(process.execPath, [
    ...[main, "run", "--spec", adviser, "--task", "advise", "--push", url],
    ...[...node(program), signal],
  ]);
  await once(job.stdout, "data");
  job.kill(signal);
  expect(await once(job, "close")).toEqual([3, null]);
  expect(pushed[0]?.body).toContain('task_status_counter{status="Failed",task="advise"} 1');
});

test("pushes when the program is killed", async () => {
  const ended = await routemetricsJob(
    ...["run", "--spec", adviser, "--task", "advise", "--push", url],
    ...node("process.kill(process.pid, 'SIGKILL')"),
  );
  expect(ended.code).toBe(137);
  expect(pushed[0]?.body).toContain('task_status_counter{status="Failed",task="advise"} 1');
});

test("a program that does not exist is an error with a shell's exit code", async () => {
  const ended = await routemetricsJob(
    ...["run", "--spec", adviser, "--task", "advise", "--push", url, "--", "no-such-program"],
  );
  expect(ended).toMatchObject({ code: 127, stderr: expect.stringContaining("cannot be started") });
  expect(pushed[0]?.body).toContain('task_status_counter{status="Error",task="advise"} 1');
});

test("keeps the exit code when nothing can be pushed", async () => {
  const ended = await routemetricsJob(
    ...["run", "--spec", adviser, "--task", "advise", "--push", "http://127.0.0.1:1"],
    ...node("process.exit(4)"),
  );
  expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining("could not be pushed") });
});

test("dumps into a folder", async () => {
  const place = join(folder, "dumps");
  const ended = await routemetricsJob(
    ...["run", "--spec", adviser, "--task", "advise", "--dump", place, ...node("")],
  );
  expect(ended).toEqual({ code: 0, stdout: "", stderr: "" });
  const files = readdirSync(place, { recursive: true, encoding: "utf8" });
  expect(files.some((file) => file.includes("advise") && /\.(?:txt|om|gz)/.test(file))).toBe(true);
});

test("runs a failing program again", async () => {
  const file = join(folder, "attempts");
  const script = `require('fs').appendFileSync(${JSON.stringify(file)}, 'x'); process.exit(1)`;
  await routemetricsJob(
    ...["run", "--spec", adviser, "--task", "advise", "--retries", "2", "--push", url],
    ...node(script),
  );
  expect(readFileSync(file, "utf8")).toBe("xxx");
  expect(pushed[0]?.body).toContain('task_status_counter{status="Failed",task="advise"} 3');
});

test("says of a typing error what the guide shows", async () => {
  const guide = readFileSync(join(root, "docs/guides/workflow-metrics.md"), "utf8");
  const [, shown = ""] = /^adviser\.yaml:(.*)$/m.exec(guide) ?? [];
  const lines = readFileSync(adviser, "utf8").split("\n");
  lines[15] = String(lines[15]).replace("workflow.status", "workflow.state");
  const file = join(folder, "adviser.yaml");
  writeFileSync(file, lines.join("\n"));
  const { code, stderr } = await routemetricsJob("validate", file);
  expect({ code, stderr }).toEqual({ code: 1, stderr: `${file}:${shown}\n` });
});

test("validates manifests for CI", async () => {
  expect(await routemetricsJob("validate", adviser)).toEqual({
    code: 0,
    stdout: `${adviser}: 4 metrics, no faults\n`,
    stderr: "",
  });
  const file = spec([{ name: "a.b", help: "H", counter: { value: 1 } }]);
  expect(await routemetricsJob("validate", file, adviser)).toMatchObject({
    code: 1,
    stderr: `${file}:1:10: metric name 'a.b' is invalid. Metric names must contain alphanumeric characters or '_'\n`,
  });
});

test.each([
  [[], /give a command/],
  [["rum"], /no command rum/],
  [["run", "--spec", adviser], /put the program after --/],
  [["run", "--task", "t", "--", "true"], /give a manifest/],
  [["run", "--spec", adviser, "--", "true"], /give --task or --workflow/],
  [["run", "--spec", adviser, "--task", "t", "--input", "x", "--", "true"], /NAME=VALUE/],
  [["run", "--spec", "missing.yaml", "--task", "t", "--", "true"], /missing.yaml cannot be read/],
  [["validate"], /at least one manifest/],
])("refuses the command line %j", async (args, message) => {
  expect(await routemetricsJob(...args)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(message),
  });
});
