import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBinary, requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { objectStore } from "../src/index.js";
import { type Ceph, hasCeph, startCeph } from "./ceph.js";
import { createBucket } from "./s3-bucket.js";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const JOB = "../../../examples/object-storage/dist/main.js";
const readme = readFileSync(path("../README.md"), "utf8");
const guide = readFileSync(path("../../../docs/guides/object-storage.md"), "utf8");
const isMissing = !hasCeph() || requireBinary("prometheus", "promtool") !== undefined;
const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

/** The commands of a text, one a line; installing is tested with all packages. */
const commands = (text = ""): string[] =>
  [...text.matchAll(/```sh\n(.*?)```/gs)]
    .flatMap(([, block]) => (block as string).replaceAll("\\\n", " ").split("\n"))
    .filter((line) => line !== "" && !line.startsWith("npm install "));
const [, dumping, looking, loading] = guide.split(/^## \d\. /m);
const queries = /## 4\. Query\n+```\n(.*?)```/s.exec(guide)?.[1]?.trim().split("\n") ?? [];

describe.skipIf(isMissing)("the guide, step by step on a real Ceph", () => {
  const folder = mkdtempSync(join(tmpdir(), "guide-"));
  let ceph: Ceph;
  let env: Record<string, string>;

  /** Runs a command of the guide as it stands there, with today's dates and a dump that exists. */
  function sh(
    command: string,
    id = "",
    variables = env,
  ): { status: number | null; stdout: string; stderr: string } {
    const line = command
      .replace(/2026-11-2\d/g, (text) => day(text.endsWith("22") ? -1 : 1))
      .replace("npx routemetrics-dump", `"${process.execPath}" "${path("../dist/bin.js")}"`)
      .replace(/^promtool/, `"${findBinary("promtool")}"`)
      .replace("/var/lib/prometheus/data", join(folder, "data"))
      .replace(/nightly-invoices\/\d\S+/, id);

    return spawnSync("sh", ["-c", line], { cwd: folder, env: variables, encoding: "utf8" });
  }
  const open = () => objectStore.fromEnv({ prefix: "dumps" }, env);
  const dumps = async () => {
    const ids: string[] = [];
    for await (const id of open().list("nightly-invoices/2")) ids.push(id);
    return ids;
  };

  beforeAll(async () => {
    ceph = await startCeph();
    const { endpoint, accessKeyId, secretAccessKey } = await createBucket(ceph, "metrics");
    // As the guide exports them.
    env = {
      PATH: String(process.env.PATH),
      S3_ENDPOINT_URL: String(endpoint),
      CEPH_BUCKET: "metrics",
      CEPH_KEY_ID: String(accessKeyId),
      CEPH_SECRET_KEY: String(secretAccessKey),
    };
    mkdirSync(join(folder, "data"));
  }, 120_000);
  afterAll(() => {
    ceph?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("1. the example job leaves its dumps", async () => {
    // With the address and the keys of this Ceph, and few invoices.
    const script = (invoices: number) =>
      commands(dumping)
        .map((command) =>
          command
            .replace(/[A-Z][A-Z0-9_]+=\S+/g, (text) => {
              const name = text.split("=")[0] as string;
              expect(Object.keys(env)).toContain(name);
              return `${name}="${env[name]}"`;
            })
            .replace("node dist/main.js", `"${process.execPath}" "${path(JOB)}" ${invoices}`),
        )
        .join("\n");
    for (const invoices of [20, 30]) {
      const { stdout, stderr } = sh(script(invoices), "", { PATH: env.PATH as string });
      expect(stdout, stderr).toBe("1 dumps stored, 0 lost\n");
    }
    expect(await dumps()).toHaveLength(2);
  });

  test("2. they can be listed, read and verified", async () => {
    const [list = "", get = "", verify = ""] = commands(looking);
    expect(sh(list)).toMatchObject({ status: 0, stdout: `${(await dumps()).join("\n")}\n` });
    const { stdout } = sh(get, (await dumps())[0]);
    expect(stdout).toMatch(/^invoices_total\{.*job="nightly-invoices".*\} 20 \d+/m);
    expect(sh(verify)).toMatchObject({ status: 0, stdout: "2 of 2 dumps can be read\n" });
  });

  test("3. and 4. they are merged, loaded and queried", async () => {
    for (const command of commands(loading)) {
      expect(sh(command), command).toMatchObject({ status: 0 });
    }
    const prometheus = await startPrometheus({ data: join(folder, "data") });
    try {
      const [rate = [], quantile = []] = await Promise.all(
        queries.map((promql) => prometheus.query(promql)),
      );
      expect(rate).toHaveLength(1);
      expect(rate[0]?.value).toBeGreaterThan(0);
      expect(quantile[0]?.value).toBeGreaterThan(0);
      expect(quantile[0]?.value).toBeLessThanOrEqual(0.1);
    } finally {
      await prometheus.stop();
    }
  });

  test("the README has the same in short", () => {
    for (const command of commands(readme)) {
      expect(sh(command, "", { ...env, CEPH_BUCKET_PREFIX: "dumps" }), command).toMatchObject({
        status: 0,
      });
    }
    expect(readFileSync(join(folder, "metrics.om"), "utf8")).toContain("invoices_total{");
  });

  test("what is cut short is named and left out, and old dumps are pruned", async () => {
    const store = open();
    const [whole = "", newest = ""] = await dumps();
    const bytes = await store.retrieveBlob(whole);
    const broken = whole.replace(/-[0-9a-f]{8}\.om/, "-0badbad0.om");
    await store.storeBlob(bytes.subarray(0, bytes.length / 2), broken);
    await store.storeBlob(Buffer.from("notes"), "nightly-invoices/readme.txt");

    const at = "--store s3://metrics/dumps";
    const verified = sh(`npx routemetrics-dump verify ${at}`);
    expect(verified).toMatchObject({ status: 1, stdout: "2 of 3 dumps can be read\n" });
    expect(verified.stderr).toContain(broken);
    const merged = sh(`npx routemetrics-dump merge ${at}`);
    expect(merged).toMatchObject({ status: 1, stderr: expect.stringContaining("left out") });
    expect(merged.stdout).toMatch(/^invoices_total\{.*\} 20 .*\ninvoices_total\{.*\} 30 /m);
    expect(merged.stdout.endsWith("# EOF\n")).toBe(true);

    const rehearsed = sh(`npx routemetrics-dump prune --keep 1 --dry-run ${at}`);
    expect(rehearsed.stdout.match(/^would delete /gm)).toHaveLength(2);
    expect(await dumps()).toHaveLength(3);
    expect(sh(`npx routemetrics-dump prune --keep 1 ${at}`)).toMatchObject({ status: 0 });
    expect(await dumps()).toEqual([newest]);
    expect(await store.exists("nightly-invoices/readme.txt")).toBe(true);
  });

  test("a wrong key, a wrong endpoint or a missing bucket is named by the command line", () => {
    const { env: right } = { env };
    const asked = (wrong: Record<string, string>) => {
      env = { ...right, ...wrong };
      const { status, stdout, stderr } = sh("npx routemetrics-dump list");
      env = right;
      expect([status, stdout]).toEqual([1, ""]);
      return stderr;
    };
    expect(asked({ CEPH_SECRET_KEY: "x" })).toMatch(/SignatureDoesNotMatch.*secret/);
    expect(asked({ S3_ENDPOINT_URL: "http://127.0.0.1:1" })).toMatch(
      /127\.0\.0\.1:1.*ECONNREFUSED/,
    );
    expect(asked({ CEPH_BUCKET: "" })).toMatch(/CEPH_BUCKET/);
  });
});
