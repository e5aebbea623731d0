// Jest has a module loader of its own, for CommonJS.
const { metrics } = require("@routemetrics/express");
const { Counter, Registry } = require("prom-client");
const core = require("@routemetrics/core");

test("a required package counts a request", async () => {
  const registry = new Registry();
  const app = require("express")();
  app.use(metrics({ registry, processMetrics: false }));
  app.get("/users/:id", (_, response) => response.end("ok"));
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  await fetch(`${url}/users/7`);
  const text = await (await fetch(`${url}/metrics`)).text();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(text).toMatch(/^http_requests_total\{.*path="\/users\/:id".*\} 1$/m);
});

test("the adapter and core are one instance, prom-client's registry is shared", async () => {
  expect(require("@routemetrics/express").Counter).toBe(core.Counter);
  const registry = new Registry();
  new Counter({ name: "theirs_total", help: "Theirs.", registers: [registry] }).inc();
  new core.Counter({ name: "ours", help: "Ours.", registry }).inc();
  expect(await registry.metrics()).toMatch(/theirs_total 1[\s\S]*ours_total 1/);
});
