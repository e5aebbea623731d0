// A stand-in service for work on the page: `node packages/dashboard/test/dev/stand-in.mjs [port]`.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import client from "prom-client";

const page = createRequire(import.meta.url)("../../dist/page.cjs");
const registry = new client.Registry();
client.collectDefaultMetrics({ register: registry });
const labelNames = ["method", "path", "status"];
const buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const duration = new client.Histogram({
  name: "http_request_duration_seconds",
  help: "d",
  labelNames,
  buckets,
  registers: [registry],
});
const inFlight = new client.Gauge({
  name: "http_requests_in_flight",
  help: "f",
  labelNames: ["method"],
  registers: [registry],
});
const sizes = new client.Histogram({
  name: "http_response_size_bytes",
  help: "s",
  labelNames,
  buckets: [64, 256, 1024, 4096, 16384, 65536],
  registers: [registry],
});

const routes = [
  { method: "GET", path: "/", rate: 14, median: 0.004, spread: 0.4, fail: 0, size: 900 },
  {
    method: "GET",
    path: "/products",
    rate: 9,
    median: 0.018,
    spread: 0.5,
    fail: 0.001,
    size: 14000,
  },
  {
    method: "GET",
    path: "/products/:id",
    rate: 11,
    median: 0.011,
    spread: 0.5,
    fail: 0,
    missing: 0.06,
    size: 2300,
  },
  {
    method: "POST",
    path: "/cart/:cartId/items",
    rate: 4,
    median: 0.02,
    spread: 0.4,
    fail: 0.003,
    missing: 0.02,
    size: 180,
  },
  {
    method: "POST",
    path: "/checkout",
    rate: 2.5,
    median: 0.09,
    spread: 0.6,
    fail: 0.12,
    size: 240,
  },
  {
    method: "GET",
    path: "/reports/:year",
    rate: 0.8,
    median: 0.62,
    spread: 0.45,
    fail: 0,
    size: 88000,
  },
  { method: "GET", path: "/health", rate: 1, median: 0.001, spread: 0.2, fail: 0, size: 16 },
  {
    method: "GET",
    path: "<unmatched>",
    rate: 0.4,
    median: 0.001,
    spread: 0.3,
    fail: 0,
    missing: 1,
    size: 120,
  },
];
const normal = () =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
function request(route) {
  const status =
    Math.random() < route.fail
      ? "500"
      : Math.random() < (route.missing ?? 0)
        ? "404"
        : route.method === "POST"
          ? "201"
          : "200";
  const seconds = route.median * Math.exp(normal() * route.spread);
  const labels = { method: route.method, path: route.path, status };
  duration.observe(labels, seconds);
  sizes.observe(labels, route.size * (0.5 + Math.random()));
}
const history = Number(process.argv[3] ?? 240);
for (const route of routes) for (let i = 0; i < route.rate * history; i++) request(route);
setInterval(() => {
  const wave = 1 + 0.35 * Math.sin(Date.now() / 20000);
  for (const route of routes)
    for (let p = route.rate * 0.1 * wave; Math.random() < p; p--) request(route);
  inFlight.set({ method: "GET" }, Math.round(3 + 2 * Math.random()));
}, 100);

const config = {
  title: "shop",
  refreshSeconds: Number(process.argv[4] ?? 5),
  http: {
    duration: "http_request_duration_seconds",
    requests: "http_requests_total",
    inFlight: "http_requests_in_flight",
    responseSize: "http_response_size_bytes",
    labels: { method: "method", path: "path", status: "status" },
  },
};
const server = createServer(async (req, res) => {
  if (req.url === "/metrics/ui") {
    res.setHeader("content-security-policy", page.contentSecurityPolicy);
    res.setHeader("content-type", "text/html; charset=utf-8");
    const json = JSON.stringify(config).replaceAll("<", "\\u003c");
    return res.end(
      page.html.replace(
        "<!-- config -->",
        () => `<script type="application/json" id="config">${json}</script>`,
      ),
    );
  }
  let text = await registry.metrics();
  text = text.replace(/(process_start_time_seconds) \d+/, `$1 ${Math.floor(started)}`);
  res.setHeader("content-type", registry.contentType);
  res.end(text);
});
const started = Date.now() / 1000 - history;
server.listen(Number(process.argv[2] ?? 4100), "127.0.0.1", () =>
  console.log(server.address().port),
);
