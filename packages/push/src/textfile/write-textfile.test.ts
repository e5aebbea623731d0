import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Counter, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeTextfile } from "./write-textfile.js";

let folder: string;
let registry: RegistryLike;
let rows: Counter;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "textfile-"));
  registry = new Registry();
  rows = new Counter({ name: "rows_total", help: "Rows.", registry });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("the file holds the text format, and everybody may read it", async () => {
  const path = join(folder, "job.prom");
  await writeTextfile(path, registry);
  expect(await readFile(path, "utf8")).toBe(
    "# HELP rows_total Rows.\n# TYPE rows_total counter\nrows_total 0\n",
  );
  expect((await stat(path)).mode & 0o777).toBe(0o644);
});

test("many writers at once leave one whole file and nothing else", async () => {
  const path = join(folder, "job.prom");
  rows.inc(5);
  await Promise.all(Array.from({ length: 20 }, () => writeTextfile(path, registry)));
  expect(await readdir(folder)).toEqual(["job.prom"]);
  expect(await readFile(path, "utf8")).toContain("rows_total 5\n");
});

test("a target that cannot be replaced is an error and leaves no temporary file", async () => {
  // A rename never replaces a folder that is not empty.
  await writeTextfile(join(folder, "ok.prom"), registry);
  const error = await writeTextfile(folder, registry).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "RM_ERR_PUSH", message: expect.stringContaining(folder) });
  expect((await readdir(folder)).sort()).toEqual(["ok.prom"]);
  const beside = await readdir(join(folder, ".."));
  expect(beside.filter((name) => name.startsWith(`.${basename(folder)}`))).toEqual([]);
});

test("a folder that does not exist is an error that names it", async () => {
  const path = join(folder, "missing", "job.prom");
  await expect(writeTextfile(path, registry)).rejects.toMatchObject({
    code: "RM_ERR_PUSH",
    message: expect.stringContaining(path),
  });
});

test("collectors that fail are reported, and the older file is replaced by the rest", async () => {
  const path = join(folder, "job.prom");
  await writeFile(path, "old\n");
  registry.registerMetric({
    name: "broken",
    type: "gauge",
    metricFamily: () => {
      throw new Error("no disk");
    },
  });
  const errors: string[] = [];
  await writeTextfile(path, registry, { onError: ({ message }) => errors.push(message) });
  expect(errors).toEqual(["no disk"]);
  expect(await readFile(path, "utf8")).toContain("rows_total 0\n");
});
