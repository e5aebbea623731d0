import Fastify from "fastify";
import fastifyMetrics from "fastify-metrics";
import { openShop } from "../shop/fastify-shop.js";

const app = Fastify();
await app.register(fastifyMetrics.default, {
  endpoint: "/internal/metrics",
  routeMetrics: {
    registeredRoutesOnly: false,
    invalidRouteGroup: "none",
    groupStatusCodes: true,
    routeBlacklist: ["/gone"],
    customLabels: { zone: "eu", host: (request) => request.hostname.replace(/:.*/, "") },
    overrides: {
      histogram: { buckets: [0.1, 1, 10] },
      labels: { getRouteLabel: (request) => request.routeOptions.url ?? "none" },
    },
  },
});
await openShop(app);
