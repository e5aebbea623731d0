import { dashboard } from "@routemetrics/dashboard";
import { metrics } from "@routemetrics/express";
import express from "express";

export const app = express();
const m = metrics();
app.use(m);
app.use(dashboard(m, { title: "Shop" }));
app.get("/users/:id", (request, response) => {
  response.json({ id: request.params.id });
});
