import { trace } from "@opentelemetry/api";
import { metrics } from "@routemetrics/express";
import express from "express";

export const app: express.Express = express();

// What the HTTP instrumentation of OpenTelemetry does: each request has a span.
app.use((request, response, next) => {
  trace.getTracer("shop").startActiveSpan(request.method, (span) => {
    response.on("close", () => span.end());
    next();
  });
});

app.use(metrics({ exemplars: true }));
app.get("/orders/:id", (request, response) => {
  response.json({ id: request.params.id });
});
