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
  await nodeServer();
  await koaApp();
  await honoApp();
}

async function expressApp() {
  const app = require("express")();
  app.use(require("@routemetrics/express").metrics());
  app.get("/users/:id", (_, response) => response.end("ok"));
  await serve(require("node:http").createServer(app));
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

async function nodeServer() {
  require("prom-client").register.clear();
  const { metrics, setRoute } = require("@routemetrics/node-http");
  const listener = metrics()((request, response) => {
    setRoute(request, "/users/:id");
    response.end("ok");
  });
  await serve(require("node:http").createServer(listener));
}

async function koaApp() {
  require("prom-client").register.clear();
  const app = new (require("koa"))();
  const router = new (require("@koa/router"))();
  router.get("/users/:id", (context) => {
    context.body = "ok";
  });
  app.use(require("@routemetrics/koa").metrics()).use(router.routes());
  await serve(require("node:http").createServer(app.callback()));
}

async function honoApp() {
  require("prom-client").register.clear();
  const app = new (require("hono").Hono)();
  app.use(require("@routemetrics/hono").metrics());
  app.get("/users/:id", (context) => context.text("ok"));
  await serve(require("@hono/node-server").createAdaptorServer(app));
}

async function serve(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await expectSeries(`http://127.0.0.1:${server.address().port}`);
  server.closeAllConnections();
  server.close();
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
