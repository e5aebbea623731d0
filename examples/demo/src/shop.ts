import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { dashboard } from "@routemetrics/dashboard";
import { metrics } from "@routemetrics/express";
import express from "express";
import { Registry } from "prom-client";
import { fails, work } from "./pretended-work.js";
import { listenPort, type Service } from "./service.js";

/** A shop on Express, whose reports are slow and whose checkout fails. */
export async function startShop(): Promise<Service> {
  const app = express();
  // A registry of its own, since both services share this process.
  const m = metrics({
    registry: new Registry(),
    slo: { latency: 0.3 },
    track: { responseSize: true },
  });
  app.use(m);
  app.use(dashboard(m, { title: "Shop (Express)" }));

  app.get("/", async (_request, response) => {
    await work(0.003);
    response.send("Welcome. ".repeat(80));
  });
  app.get("/products", async (_request, response) => {
    await work(0.018);
    response.send("A product. ".repeat(1200));
  });
  app.get("/products/:id", async (request, response) => {
    await work(0.011);
    const isKnown = Number(request.params.id) < 950;
    response.status(isKnown ? 200 : 404).send(isKnown ? "A product. ".repeat(200) : "Not found");
  });
  app.post("/carts/:cartId/items", async (_request, response) => {
    await work(0.02);
    response.status(201).send("Added");
  });
  app.post("/checkout", async (_request, response) => {
    await work(0.08);
    if (fails(0.12)) response.status(502).send("The payment provider does not answer");
    else response.status(201).send("Thank you");
  });
  app.get("/reports/:year", async (_request, response) => {
    await work(0.6);
    response.send("2026;1;42\n".repeat(8000));
  });

  const server = app.listen(await listenPort(3001), "127.0.0.1");
  await once(server, "listening");
  return {
    name: "shop",
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await m.close();
    },
  };
}
