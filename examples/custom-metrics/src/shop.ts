import { Counter, Gauge, Histogram, metrics } from "@routemetrics/express";
import express from "express";

// What happened: a counter. It only goes up; Prometheus makes rates of it.
const ordered = new Counter({
  name: "orders",
  help: "Orders placed",
  labelNames: ["payment"],
});
// Known values exist at 0, so that the first order shows as an increase.
for (const payment of ["card", "invoice"]) ordered.labels({ payment });

// What is now: a gauge. A function is called when it is scraped.
const waiting: unknown[] = [];
new Gauge({ name: "orders_waiting", help: "Orders that wait to be shipped" }).setFunction(
  () => waiting.length,
);

// How much, or how long: a histogram. Its bounds fit what is measured.
const items = new Histogram({
  name: "order_items",
  help: "Items of an order",
  buckets: [1, 2, 5, 10, 20, 50],
});
const charging = new Histogram({
  name: "card_charge",
  unit: "seconds",
  help: "Time to charge a card",
});
const declined = new Counter({ name: "cards_declined", help: "Charges that failed" });

const charge = declined.countExceptions(
  charging.time(async (card: string) => {
    if (card === "stolen") throw new Error("declined");
  }),
);

export const app: express.Express = express();
app.use(metrics(), express.json());
app.post("/orders", async (request, response) => {
  const { payment, card, basket } = request.body;
  if (payment === "card") await charge(card);
  ordered.labels({ payment }).inc();
  items.observe(basket.length);
  waiting.push(basket);
  response.status(201).end();
});
