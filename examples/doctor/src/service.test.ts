import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { diagnose } from "@routemetrics/express";
import { register } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { app, m } from "./service.js";

test("nothing hurts in the metrics of the service", async () => {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await m.close();
  });
  const { port } = server.address() as AddressInfo;
  for (let id = 0; id < 30; id++) await fetch(`http://127.0.0.1:${port}/orders/${id}`);

  expect(await diagnose(register, { slo: 0.3 })).toEqual([]);
});
