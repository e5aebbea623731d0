import { metrics } from "@routemetrics/express";
import express, { type RequestHandler } from "express";

const listOrders: RequestHandler = (_request, response) => {
  response.json([charge(5)]);
};
const health: RequestHandler = (_request, response) => {
  response.send("ok");
};
const chargeCard = (amount: number): string => `charged ${amount}`;

export const app = express();
const m = metrics();
app.use(m);

app.get("/orders", m.counter("orders", "Orders listed"), listOrders);
app.get("/health", m.doNotTrack(), health);
const charge = m.histogram("charge_seconds", "Time to charge a card")(chargeCard);
class Till {
  @m.counter("refunds", "Refunds made")
  refund(amount: number): string {
    return `refunded ${amount}`;
  }
}
m.registerDefault(m.gauge("busy", "Requests in progress"));

app.post("/refunds", (_request, response) => {
  response.json([new Till().refund(5)]);
});
