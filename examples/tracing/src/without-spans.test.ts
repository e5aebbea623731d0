import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { noteInvoice } from "./job.js";
import { app } from "./request-id.js";

test("the id of a request, and the trace of a job, are exemplars", async () => {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await fetch(`${url}/orders`, { headers: { "x-request-id": "r-17" } });
  noteInvoice(0.2, "4bf92f3577b34da6a3ce929d0e0e4736");

  const headers = { accept: "application/openmetrics-text" };
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  expect(text).toMatch(/^http_request_duration_seconds_bucket.* # {request_id="r-17"}/m);
  expect(text).toMatch(/^invoice_duration_seconds_bucket.* # {trace_id="4bf9/m);
  expect(text).toMatch(/^invoices_total 1.* # {trace_id="4bf9/m);
});
