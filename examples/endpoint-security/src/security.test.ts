import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import type express from "express";
import { describe, expect, onTestFinished, test, vi } from "vitest";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const certificates = path("../../../packages/core/test/fixtures/tls");
const pem = (name: string) => readFileSync(`${certificates}/${name}`, "utf8");
vi.stubEnv("METRICS_TOKEN", "a secret");

async function listen(app: express.Express): Promise<string> {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function scrapeServers() {
  const { app, startScrapeServer } = await import("./own-port.js");
  const { startScrapeServer: startWithCertificates } = await import("./certificates.js");
  const servers = [
    await startScrapeServer(0),
    await startWithCertificates(certificates, 0),
  ] as const;
  onTestFinished(async () => {
    for (const server of servers) await server.close();
  });
  return { app, servers };
}

test("the guard answers only who has the token", async () => {
  const { app } = await import("./token.js");
  const url = `http://${await listen(app)}/metrics`;
  for (const authorization of ["", "Bearer wrong", "a secret", "Bearer undefined"]) {
    expect((await fetch(url, { headers: { authorization } })).status).toBe(401);
  }
  const headers = { authorization: "Bearer a secret" };
  expect((await fetch(url, { headers })).status).toBe(200);
});

test("metrics on a port of their own are not on the service's", async () => {
  const { app, servers } = await scrapeServers();
  expect((await fetch(`http://${await listen(app)}/metrics`)).status).toBe(404);
  expect((await fetch(servers[0].url)).status).toBe(200);
  expect(servers[1].url).toMatch(/^https:/);
  await expect(fetch(servers[1].url)).rejects.toThrow();
});

describe.skipIf(requireBinary("prometheus"))("a real Prometheus", () => {
  test("scrapes with the token, and with a certificate", async () => {
    const { app } = await import("./token.js");
    const { servers } = await scrapeServers();
    const config = readFileSync(path("../prometheus.yml"), "utf8")
      .replaceAll("/etc/prometheus/", "")
      .replace("shop:3000", await listen(app))
      .replace("shop:9465", new URL(servers[1].url).host);
    const files = {
      "shop-token": "a secret",
      "ca.pem": pem("ca.pem"),
      "client-cert.pem": pem("client-cert.pem"),
      "client-key.pem": pem("client-key.pem"),
    };
    const prometheus = await startPrometheus({
      config: `global:\n  scrape_interval: 1s\n${config}`,
      files,
    });
    onTestFinished(() => prometheus.stop());
    await vi.waitFor(
      async () => expect(await prometheus.query("sum(up)")).toMatchObject([{ value: 2 }]),
      15_000,
    );
  });
});
