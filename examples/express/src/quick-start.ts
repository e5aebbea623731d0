import { metrics } from "@routemetrics/express";
import express from "express";

const app = express();
app.use(metrics());
app.get("/users/:id", (request, response) => {
  response.json({ id: request.params.id });
});
app.listen(process.env.PORT ?? 3000);

export { app };
