import { createRequire } from "node:module";
import { describe, expect, onTestFinished, test } from "vitest";
import { frameworks, type TestServiceOptions } from "./services.js";

describe.each(Object.entries(frameworks))("the dashboard on %s", (_name, start) => {
  async function running(options?: TestServiceOptions): Promise<string> {
    const service = await start(options);
    onTestFinished(() => service.stop());
    return service.url;
  }

  test.each(["/metrics/ui", "/metrics/ui/", "/metrics/ui?tab=1"])("answers %s", async (path) => {
    const response = await fetch((await running()) + path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.text()).toContain('"duration":"http_request_duration_seconds"');
  });

  test("allows its own script and style, and nothing else", async () => {
    const response = await fetch(`${await running()}/metrics/ui`);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-\S+'; style-src 'sha256-\S+';/);
    expect(policy).not.toContain("unsafe");
  });

  test("sends no compression that a client refuses", async () => {
    const url = `${await running()}/metrics/ui`;
    const response = await fetch(url, { headers: { "accept-encoding": "gzip;q=0" } });
    expect(response.headers.get("content-encoding")).toBeNull();
    expect(await response.text()).toContain("<!doctype html>");
  });

  test("answers HEAD without a body", async () => {
    const response = await fetch(`${await running()}/metrics/ui`, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  test("answers no other method", async () => {
    const response = await fetch(`${await running()}/metrics/ui`, { method: "POST" });
    expect([404, 405]).toContain(response.status);
  });

  test("serves the scrapes of the page in the format that it asks for", async () => {
    const url = `${await running()}/metrics/ui/scrape`;
    const accept =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
    const response = await fetch(url, { headers: { accept } });
    expect(response.headers.get("content-type")).toContain("application/vnd.google.protobuf");
    expect((await fetch(url)).headers.get("content-type")).toContain("text/plain");
  });

  test("is never counted", async () => {
    const url = await running();
    for (const path of ["/metrics/ui", "/metrics/ui/scrape", "/fast"]) {
      await (await fetch(url + path)).arrayBuffer();
    }
    await fetch(`${url}/metrics/ui`, { method: "HEAD" });
    const scrape = async () => (await fetch(`${url}/metrics`)).text();
    await expect
      .poll(scrape)
      .toContain('http_requests_total{method="GET",path="/fast",status="200"} 1');
    expect(await scrape()).not.toContain("/metrics");
  });

  test("stands behind the guard of the metrics", async () => {
    const url = await running({ guarded: true });
    for (const path of ["/metrics/ui", "/metrics/ui/", "/metrics/ui/scrape"]) {
      expect((await fetch(url + path)).status).toBe(401);
      const headers = { authorization: "secret" };
      expect((await fetch(url + path, { headers })).status).toBe(200);
    }
  });

  test("follows the endpoint, or answers where it is told to", async () => {
    const moved = await running({ metrics: { endpoint: "/internal/metrics" } });
    expect((await fetch(`${moved}/internal/metrics/ui`)).status).toBe(200);
    const without = await running({ metrics: { endpoint: false }, dashboard: { path: "/live" } });
    expect((await fetch(`${without}/live`)).status).toBe(200);
    expect((await fetch(`${without}/live/scrape`)).status).toBe(200);
    expect((await fetch(`${without}/metrics`)).status).toBe(404);
  });

  test("writes a title with markup as text", async () => {
    const url = await running({ dashboard: { title: "</script><script>alert(1)</script>" } });
    expect(await (await fetch(`${url}/metrics/ui`)).text()).not.toContain("<script>alert");
  });

  test.each([
    [{ path: "live" }, "path"],
    [{ refreshSeconds: 0 }, "refreshSeconds"],
  ])("refuses %o and names the option", async (dashboard, option) => {
    await expect(start({ dashboard })).rejects.toMatchObject({
      code: "RM_ERR_INVALID_OPTION",
      message: expect.stringContaining(`option ${option} is`),
    });
  });

  test("leaves other requests alone", async () => {
    const url = await running();
    expect((await fetch(`${url}/metrics/uix`)).status).toBe(404);
    expect((await fetch(`${url}/fast`)).status).toBe(200);
  });
});

test("the CommonJS build finds its page", () => {
  const built = createRequire(import.meta.url)("../dist/cjs/index.js");
  expect(built.dashboard).toBeTypeOf("function");
});
