import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { Counter, fetchHandler, nodeHandler, startServer } from "@routemetrics/core";
import {
  instanceIpGrouping,
  pushGraphite,
  pushgateway,
  startGraphite,
  writeTextfile,
} from "@routemetrics/push";
import { Registry } from "prom-client";
import { expect, onTestFinished, vi } from "vitest";
import type { Check, Checks } from "./application.js";

const host = "127.0.0.1";

function rows(): Registry {
  const registry = new Registry();
  new Counter({ name: "rows", help: "Rows.", registry, labelNames: ["kind"] })
    .labels({ kind: "a b" })
    .inc(3);
  return registry;
}

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Answers as `respond` does, or with 200; remembers what it got. */
async function receiver(respond?: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: { line: string; headers: IncomingMessage["headers"]; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ line: `${method} ${url}`, headers, body: await buffer(request) });
    if (respond) respond(request, response);
    else response.end();
  });
  return { url: `${host}:${await listening(server)}`, seen };
}

async function lineListener() {
  let text = "";
  const server = net.createServer((socket) => {
    socket.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
  });
  return { port: await listening(server), lines: () => text.split("\n").filter(Boolean) };
}

const webServers: Check = async () => {
  const registry = rows();
  const port = await listening(createServer(nodeHandler({ registry })));
  const url = `http://${host}:${port}/anything`;
  expect(await (await fetch(url)).text()).toContain('rows_total{kind="a b"} 3');
  expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
  expect((await fetch(url, { method: "POST" })).status).toBe(405);
  const handle = fetchHandler({ registry });
  const response: Response = await handle(new Request(`${url}?name[]=rows_total`));
  expect(await response.text()).toContain('rows_total{kind="a b"} 3');
};

export const sending: Checks = {
  C33: webServers,
  async C34() {
    const registry = rows();
    const [path, port] = ["/metrics", 0];
    const server = await startServer({ port, host, path, registry, keepProcess: false });
    expect(await (await fetch(server.url)).text()).toContain("rows_total");
    expect((await fetch(server.url, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(new URL("/", server.url))).status).toBe(404);
    await server.close();
    await (await startServer({ port: server.port, host, registry })).close();

    const pem = (name: string) =>
      readFile(new URL(`../../packages/core/test/fixtures/tls/${name}.pem`, import.meta.url));
    const [ca, cert, key] = await Promise.all(["ca", "server-cert", "server-key"].map(pem));
    for (const requestCert of [true, false]) {
      const tls = { cert, key, ca, requestCert };
      const secure = await startServer({ port, host, registry, tls });
      expect(secure.url).toMatch(/^https:/);
      await secure.close();
    }
    await expect(startServer({ port, host, tls: { ca } })).rejects.toThrow(/cert and key/);
  },
  C35: webServers,
  async C36() {
    const folder = await mkdtemp(join(tmpdir(), "textfile-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "job.prom");
    const registry = rows();
    await writeTextfile(path, registry);
    expect(await readFile(path, "utf8")).toContain('rows_total{kind="a b"} 3\n');
    expect(await readdir(folder)).toEqual(["job.prom"]);
  },
  async C37() {
    const { url, seen } = await receiver();
    const [job, groupings] = ["nightly", { zone: "", path: "a/b", app: "shop" }];
    const group = pushgateway({ url, job, groupings });
    await group.push(rows());
    await group.pushAdd(rows());
    await group.delete();
    await pushgateway({ url, job, gzip: true }).push(rows());
    await pushgateway({ url, job, format: "protobuf" }).push(rows());
    const path = "/metrics/job/nightly/app/shop/path@base64/YS9i/zone@base64/=";
    expect(seen.map(({ line }) => line)).toEqual([
      `PUT ${path}`,
      `POST ${path}`,
      `DELETE ${path}`,
      "PUT /metrics/job/nightly",
      "PUT /metrics/job/nightly",
    ]);
    expect(seen[0]?.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(seen[0]?.body.toString()).toContain("rows_total");
    expect(seen[3]?.headers["content-encoding"]).toBe("gzip");
    const refusing = await receiver((_request, response) => response.writeHead(400).end("no"));
    await expect(pushgateway({ url: refusing.url, job }).push(rows())).rejects.toMatchObject({
      code: "RM_ERR_PUSH",
      status: 400,
    });
  },
  async C38() {
    const { url, seen } = await receiver((request, response) => {
      if (request.url?.startsWith("/old")) {
        response.writeHead(302, { location: request.url.slice("/old".length) });
      }
      response.end();
    });
    const [username, password, job] = ["me", "secret", "j"];
    const auth = { username, password };
    await pushgateway({ url: `http://${url}/old`, job, auth }).push(rows());
    expect(seen.map(({ line }) => line)).toEqual(["PUT /old/metrics/job/j", "PUT /metrics/job/j"]);
    expect(seen[1]?.headers.authorization).toBe(`Basic ${btoa("me:secret")}`);
    expect(seen[1]?.body.toString()).toContain("rows_total");
    const transport = vi.fn(async () => ({ status: 200, headers: {}, body: "" }));
    await pushgateway({ url, job, transport }).push(rows());
    expect(transport).toHaveBeenCalledWith(expect.objectContaining({ method: "PUT" }));
    const pem = (name: string) =>
      readFile(new URL(`../../packages/core/test/fixtures/tls/${name}.pem`, import.meta.url));
    const [ca, cert, key] = await Promise.all(["ca", "client-cert", "client-key"].map(pem));
    const tls = { ca, cert, key, rejectUnauthorized: true } as never;
    expect(() => pushgateway({ url, job, tls })).not.toThrow();
    const broken = { ca: "", cert: "no certificate" };
    expect(() => pushgateway({ url, job, tls: broken })).toThrow(/tls/);
  },
  C39() {
    const { instance } = instanceIpGrouping();
    expect(net.isIP(instance as string)).not.toBe(0);
  },
  async C40() {
    const { port, lines } = await lineListener();
    const [registry, prefix, every, tags] = [rows(), "shop", 0.05, true];
    await pushGraphite({ host, port, registry, prefix });
    await pushGraphite({ host, port, registry, prefix, tags });
    await vi.waitFor(() => expect(lines()).toHaveLength(2));
    expect(lines()[0]).toMatch(/^shop\.rows_total\.kind\.a_b 3 \d+$/);
    expect(lines()[1]).toMatch(
      /^shop\.rows_total;kind=a b 3 \d+$|^shop\.rows_total;kind=a_b 3 \d+$/,
    );
    const sender = startGraphite({ host, port, registry, prefix, tags, every });
    await vi.waitFor(() => expect(lines().length).toBeGreaterThan(4));
    await sender.stop();
  },
};
