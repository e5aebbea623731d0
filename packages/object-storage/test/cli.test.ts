import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Counter, Histogram } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { run } from "../src/cli/run.js";
import { objectStore, startDump } from "../src/index.js";

const directory = mkdtempSync(join(tmpdir(), "cli-"));
const store = objectStore({ directory });
const START = Date.UTC(2026, 10, 22, 23, 50);
const MINUTE = 60_000;

/** 2 instances, 20 dumps each, a minute apart, across midnight. */
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  for (const instance of ["a", "b"]) {
    const registry = new Registry();
    const sold = new Counter({ name: "sold", help: "Sold.", registry });
    const sizes = new Histogram({ name: "size_bytes", help: "Sizes.", buckets: [1, 10], registry });
    const labels = { job: "shop", instance };
    const dump = startDump({ registry, store, every: false, labels });
    for (let minute = 0; minute < 20; minute += 1) {
      vi.setSystemTime(START + minute * MINUTE);
      sold.inc(instance === "a" ? 1 : 2);
      sizes.observe(5);
      await dump.flush();
    }
  }
  vi.useRealTimers();
  await store.storeDocument({ not: "a dump" }, "shop/2026-11-22/report.json");
});
afterAll(() => rmSync(directory, { recursive: true }));

async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const collect = (parts: string[]) =>
    new Writable({
      write(chunk, _encoding, done) {
        parts.push(String(chunk));
        done();
      },
    });
  const out: string[] = [];
  const err: string[] = [];
  const stderr = Object.assign(collect(err), { isTTY: args.includes("--tty"), columns: 60 });
  const argv = args.filter((argument) => argument !== "--tty");
  const code = await run([...argv, "--store", directory], {
    stdout: collect(out),
    stderr: stderr as unknown as NodeJS.WriteStream,
  });
  return { code, out: out.join(""), err: err.join("") };
}

const lines = (text: string) => text.split("\n").filter((line) => line !== "");

describe("list", () => {
  test.each([
    { args: [], count: 40 },
    { args: ["--job", "shop", "--instance", "b"], count: 20 },
    { args: ["--job", "other"], count: 0 },
    { args: ["--from", "2026-11-23"], count: 20 },
    {
      args: ["--job", "shop", "--from", "2026-11-22T23:55:00Z", "--to", "2026-11-23T00:05Z"],
      count: 20,
    },
    {
      args: ["--job", "shop", "--from", String(START / 1000), "--to", "2026-11-22T23:51:00Z"],
      count: 2,
    },
  ])("with $args names $count dumps", async ({ args, count }) => {
    const { code, out } = await cli("list", ...args);
    expect(code).toBe(0);
    expect(lines(out)).toHaveLength(count);
  });
});

test("get unpacks one dump", async () => {
  const [id = ""] = lines((await cli("list")).out);
  expect((await cli("get", id)).out).toContain('sold_total{instance="a",job="shop"} 1 ');
  expect((await cli("get", id, "--raw")).out).not.toContain("sold");
  const missing = await cli("get", "nowhere");
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('"nowhere"') });
});

describe("merge", () => {
  test("gives each family once, each series in the order of time, and one end", async () => {
    const { code, out } = await cli("merge");
    expect(code).toBe(0);
    expect(out.match(/# TYPE sold counter/g)).toHaveLength(1);
    expect(out.match(/# EOF/g)).toHaveLength(1);
    expect(out.endsWith("\n# EOF\n")).toBe(true);
    for (const [instance, step] of [
      ["a", 1],
      ["b", 2],
    ] as const) {
      const sold = lines(out).filter((line) =>
        line.startsWith(`sold_total{instance="${instance}"`),
      );
      expect(sold.map((line) => line.split(" ").slice(1).map(Number))).toEqual(
        Array.from({ length: 20 }, (_, minute) => [
          (minute + 1) * step,
          START / 1000 + minute * 60,
        ]),
      );
    }
    const points = lines(out).filter((line) => line.startsWith('size_bytes_bucket{instance="a"'));
    expect(points.slice(0, 4).map((line) => line.replace(/.*le=/, ""))).toEqual([
      `"1.0"} 0 ${START / 1000}`,
      `"10.0"} 1 ${START / 1000}`,
      `"+Inf"} 1 ${START / 1000}`,
      `"1.0"} 0 ${START / 1000 + 60}`,
    ]);
  });

  test("is the same text every time, and shows its progress on a terminal only", async () => {
    const plain = await cli("merge");
    const shown = await cli("merge", "--tty");
    expect(shown.out).toBe(plain.out);
    expect(plain.err).toBe("");
    expect(shown.err).toMatch(/Reading dumps █+░* 40\/40/);
  });

  test("says so when nothing is selected", async () => {
    expect(await cli("merge", "--job", "other")).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("no OpenMetrics dumps"),
    });
  });
});

describe("a dump that is cut short, and one that is none,", () => {
  const day = join(directory, "shop", "2026-11-22", "a");
  const name = (time: string) => `2026-11-22T${time}-00-000Z-00000099-abcdef01`;
  const broken = [
    { file: `${name("23-58")}.om.gz`, says: /unexpected end of file/ },
    { file: `${name("23-59")}.om`, says: /line 1 is not OpenMetrics/ },
    { file: `${name("23-57")}.om`, says: /"late 1 1795341600000"|not in seconds/ },
    { file: `${name("23-56")}.om`, says: /no time in late 1/ },
    { file: `${name("23-55")}.ndjson`, says: /JSON/ },
  ];
  beforeAll(async () => {
    const [id = ""] = lines((await cli("list")).out);
    const whole = readFileSync(join(directory, id));
    const contents = [
      whole.subarray(0, whole.length / 2),
      "<html>\n",
      "late 1 1795341600000\n# EOF\n",
      "late 1\n# EOF\n",
      '{"half": ',
    ];
    for (const [index, { file }] of broken.entries()) {
      writeFileSync(join(day, file), contents[index] ?? "");
    }
  });
  afterAll(() => {
    for (const { file } of broken) rmSync(join(day, file));
  });

  test("are named by verify", async () => {
    const { code, out, err } = await cli("verify");
    expect(code).toBe(1);
    expect(out).toBe("40 of 45 dumps can be read\n");
    for (const { file, says } of broken) {
      const line = lines(err).find((text) => text.includes(file));
      expect(line ?? `nothing about ${file}`).toMatch(says);
    }
  });

  test("are left out of a merge, which says so", async () => {
    const { code, out, err } = await cli("merge");
    expect(code).toBe(1);
    expect(out).not.toContain("late");
    expect(lines(out).filter((line) => line.startsWith("sold_total"))).toHaveLength(40);
    expect(lines(err)).toHaveLength(4);
    expect(err).toContain(broken[0]?.file);
  });
});

test("prune deletes what its options name, after a rehearsal, and no other object", async () => {
  const rehearsal = await cli("prune", "--keep", "15", "--dry-run");
  expect(lines(rehearsal.out)).toHaveLength(10);
  expect(lines((await cli("list")).out)).toHaveLength(40);
  const pruned = await cli("prune", "--keep", "15", "--job", "shop", "--instance", "a");
  expect(lines(pruned.out)).toHaveLength(5);
  const left = lines((await cli("list", "--instance", "a")).out);
  expect(left[0]).toContain("T23-55-");
  expect(lines((await cli("prune", "--older-than", "30d", "--job", "x")).out)).toHaveLength(0);
  expect(await store.exists("shop/2026-11-22/report.json")).toBe(true);
});

test.each([
  { args: [], says: "no command" },
  { args: ["lst"], says: '"lst"' },
  { args: ["list", "--keep", "1"], says: "--keep" },
  { args: ["list", "--form", "3h"], says: "--form" },
  { args: ["list", "--from", "yesterday"], says: "yesterday" },
  { args: ["get"], says: "one id" },
  { args: ["prune"], says: "--older-than" },
  { args: ["prune", "--keep", "none"], says: "none" },
])("$args is a wrong command line", async ({ args, says }) => {
  expect(await cli(...args)).toMatchObject({ code: 2, err: expect.stringContaining(says) });
});

test("help is on standard output", async () => {
  expect(await cli("--help")).toMatchObject({ code: 0, out: expect.stringContaining("merge") });
});

const bin = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
test.skipIf(!existsSync(bin))(
  "the built command runs, and reads its bucket from the environment",
  () => {
    const start = (env: NodeJS.ProcessEnv, ...args: string[]) =>
      spawnSync(process.execPath, [bin, ...args], { encoding: "utf8", env });
    const listed = start({}, "list", "--store", directory);
    expect(listed.stdout).toContain("shop/2026-11-22/b/");
    const { status, stderr } = start({}, "list");
    expect(status).toBe(1);
    expect(stderr).toMatch(/no bucket.*CEPH_BUCKET/);
  },
);
