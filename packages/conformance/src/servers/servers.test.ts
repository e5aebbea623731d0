import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { findBinary, requireBinary, startPrometheus, startPushgateway } from "../servers.js";

afterEach(() => void vi.unstubAllEnvs());

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("requireBinary", () => {
  test("is undefined for a program that is there", () => {
    expect(requireBinary("node")).toBeUndefined();
  });

  test("gives the reason to skip", () => {
    vi.stubEnv("CI", "");
    vi.spyOn(console, "warn").mockImplementation(() => {});
    expect(requireBinary("no-such-program")).toContain("no-such-program not found");
  });

  test("throws where nothing may be skipped", () => {
    vi.stubEnv("CI", "true");
    expect(() => requireBinary("no-such-program")).toThrow("no-such-program not found");
  });
});

describe.skipIf(requireBinary("prometheus"))("startPrometheus", () => {
  test("scrapes its targets and answers PromQL", async () => {
    const target = createServer((_, response) => response.end("apples_total 3\n"));
    await once(target.listen(0, "127.0.0.1"), "listening");
    const { port } = target.address() as AddressInfo;
    const prometheus = await startPrometheus({
      targets: { fruit: `http://127.0.0.1:${port}/metrics?kind=red` },
    });
    await prometheus.scraped();
    expect(await prometheus.targets()).toMatchObject([
      { url: `http://127.0.0.1:${port}/metrics?kind=red`, job: "fruit", health: "up" },
    ]);
    expect(await prometheus.query("apples_total")).toMatchObject([
      { labels: { __name__: "apples_total", job: "fruit" }, value: 3 },
    ]);
    expect(await prometheus.query("1 / 0")).toMatchObject([{ labels: {}, value: Infinity }]);
    await expect(prometheus.query("sum(")).rejects.toThrow("parse error");
    await prometheus.stop();
    expect(isRunning(prometheus.pid)).toBe(false);
    target.close();
  });

  test("says what Prometheus said when it does not start", async () => {
    await expect(startPrometheus({ config: "nonsense: 1" })).rejects.toThrow(
      "field nonsense not found",
    );
  });
});

describe.skipIf(requireBinary("prometheus-pushgateway"))("startPushgateway", () => {
  test("keeps what is pushed", async () => {
    const gateway = await startPushgateway();
    await fetch(`${gateway.url}/metrics/job/batch`, { method: "POST", body: "pears_total 2\n" });
    expect(await gateway.metrics()).toContain('pears_total{instance="",job="batch"} 2');
    await gateway.stop();
    expect(isRunning(gateway.pid)).toBe(false);
  });

  const built = new URL("../../dist/servers/server-process.js", import.meta.url);
  test.skipIf(!findBinary("setpriv") || !existsSync(built))(
    "ends with the process that started it, killed or not",
    async () => {
      const script = `
        const { startServerProcess } = await import(process.argv[1]);
        const args = ["--web.listen-address=127.0.0.1:0"];
        const server = await startServerProcess({ command: "prometheus-pushgateway", args, ready: /Listening on" address=(.+)/ });
        console.log(server.match[1]);`;
      const parent = execFile(process.execPath, ["--input-type=module", "-e", script, built.href]);
      const [address] = await once(parent.stdout as NodeJS.ReadableStream, "data");
      const answer = () => fetch(`http://${String(address).trim()}/-/ready`);
      expect((await answer()).status).toBe(200);
      parent.kill("SIGKILL");
      await vi.waitFor(() => expect(answer()).rejects.toThrow());
    },
  );
});
