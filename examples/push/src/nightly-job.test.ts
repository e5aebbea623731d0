import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { requireBinary, startPushgateway } from "@routemetrics/conformance/servers";
import { build } from "vite";
import { expect, onTestFinished, test } from "vitest";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

test.skipIf(requireBinary("prometheus-pushgateway"))(
  "the metrics of the job are on the Pushgateway when it has ended",
  async () => {
    const gateway = await startPushgateway();
    onTestFinished(() => gateway.stop());
    const outDir = await mkdtemp(join(tmpdir(), "nightly-job-"));
    onTestFinished(() => rm(outDir, { recursive: true, force: true }));
    await build({
      configFile: path("../../../vitest.config.ts"),
      logLevel: "error",
      ssr: { noExternal: true },
      build: {
        ssr: path("nightly-job.ts"),
        outDir,
        rollupOptions: { output: { entryFileNames: "job.mjs" } },
      },
    });
    const env = { ...process.env, PUSHGATEWAY: gateway.url };
    await promisify(execFile)(process.execPath, [join(outDir, "job.mjs")], { env });
    const text = await gateway.metrics();
    expect(text).toContain('import_rows_total{instance="",job="nightly-import"} 242');
    expect(text).toContain('import_batch_seconds_count{instance="",job="nightly-import"} 3');
  },
);
