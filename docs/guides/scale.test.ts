import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findBinary, requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import { recordingRules } from "@routemetrics/dashboard";
import { expect, onTestFinished, test, vi } from "vitest";
import { read } from "../pages.js";

const run = promisify(execFile);
const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const configs = readdirSync(path("examples/prometheus")).filter((name) => name.endsWith(".yml"));

test("the tables are what is computed", async () => {
  await run(process.execPath, [path("scripts/scale.mjs"), "--check"]);
});

test("the rules keep as many series as the page says", () => {
  const [routes, objectives] = recordingRules({ slo: { latency: 0.3 } }).groups;
  const page = read("docs/guides/scale.md").replaceAll(/\s+/g, " ");
  const counts = [routes?.rules.length, objectives?.rules.length];
  expect(page).toContain(`${counts[0]} series per route and ${counts[1]} per job`);
});

test.skipIf(requireBinary("promtool")).each(configs)("promtool accepts %s", async (name) => {
  const kind = name.endsWith(".rules.yml") ? "rules" : "config";
  const args = ["check", kind, path(`examples/prometheus/${name}`)];
  const { stdout } = await run(findBinary("promtool") as string, args);
  expect(stdout).toContain("SUCCESS");
});

test.skipIf(requireBinary("prometheus"))("each target falls to exactly one shard", async () => {
  const targets: string[] = [];
  for (let i = 0; i < 12; i++) {
    const server = createServer((_request, response) => {
      response.setHeader("content-type", "text/plain; version=0.0.4").end("up_and_running 1\n");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    targets.push(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  const shard = read("examples/prometheus/shard.yml");
  const taken = await Promise.all(
    ["0", "1", "2"].map(async (number) => {
      const prometheus = await startPrometheus({
        config: shard
          .replace('regex: "0"', `regex: "${number}"`)
          .replace("targets/*.json", "t.json"),
        files: { "t.json": JSON.stringify([{ targets }]) },
      });
      onTestFinished(() => prometheus.stop());
      return vi.waitFor(async () => {
        const targets = await prometheus.targets();
        expect(targets.length).toBeGreaterThan(0);
        return targets;
      }, 20_000);
    }),
  );
  const addresses = taken.flat().map(({ url }) => new URL(url).host);
  expect(addresses.sort()).toEqual(targets.sort());
});
