import { readFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushgateway } from "../pushgateway/pushgateway.js";

const pem = (name: string) =>
  readFileSync(new URL(`../../../core/test/fixtures/tls/${name}.pem`, import.meta.url), "utf8");

const registry: RegistryLike = new Registry();
let server: https.Server;
let url: string;
let authorized: boolean | undefined;

beforeAll(async () => {
  const options = {
    key: pem("server-key"),
    cert: pem("server-cert"),
    ca: pem("ca"),
    requestCert: true,
    rejectUnauthorized: false,
  };
  server = https.createServer(options, (request, response) => {
    authorized = (request.socket as TLSSocket).authorized;
    request.resume().on("end", () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test("a client certificate is shown to a server that the given authority signed", async () => {
  const tls = { ca: pem("ca"), cert: pem("client-cert"), key: pem("client-key") };
  await pushgateway({ url, job: "j", tls }).push(registry);
  expect(authorized).toBe(true);
});

test("a server that nobody trusted is an error that names the option", async () => {
  await expect(pushgateway({ url, job: "j" }).push(registry)).rejects.toMatchObject({
    code: "RM_ERR_PUSH",
    message: expect.stringContaining("Check `tls`"),
  });
});

test("plain http to a TLS server is an error", async () => {
  const plain = url.replace("https:", "http:");
  await expect(pushgateway({ url: plain, job: "j" }).push(registry)).rejects.toMatchObject({
    code: "RM_ERR_PUSH",
  });
});
