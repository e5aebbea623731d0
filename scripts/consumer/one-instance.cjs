// An application that both requires and imports: each entry must be one instance.
const assert = require("node:assert/strict");
const { once } = require("node:events");

async function main() {
  for (const entry of process.argv.slice(2)) {
    const required = require(entry);
    const imported = await import(entry);
    for (const name of Object.keys(imported)) {
      if (name === "module.exports") continue;
      assert.equal(required[name], imported[name], `${name} of ${entry} exists twice`);
    }
  }
  await expressApp();
  await fastifyApp();
}

async function expressApp() {
  const app = require("express")();
  app.use(require("@routemetrics/express").metrics());
  app.get("/users/:id", (_, response) => response.end("ok"));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  await expectSeries(`http://127.0.0.1:${server.address().port}`);
  server.closeAllConnections();
  server.close();
}

async function fastifyApp() {
  require("prom-client").register.clear();
  const { metrics } = require("@routemetrics/fastify");
  const app = require("fastify")({ forceCloseConnections: true });
  await app.register(metrics);
  app.get("/users/:id", async () => "ok");
  await expectSeries(await app.listen({ port: 0, host: "127.0.0.1" }));
  await app.close();
}

async function expectSeries(url) {
  assert.equal(await (await fetch(`${url}/users/7`)).text(), "ok");
  const text = await (await fetch(`${url}/metrics`)).text();
  assert.match(text, /^http_requests_total\{.*path="\/users\/:id".*\} 1$/m);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
