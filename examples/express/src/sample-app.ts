import { metrics } from "@routemetrics/express";
import express, { type Request, type RequestHandler } from "express";

const m = metrics();
export const app = express();
app.use(m);
m.info("app_info", "Application info", { version: "1.0.3" });

const answer =
  (text: string): RequestHandler =>
  (_request, response) => {
    response.send(text);
  };
const byStatus = (_request: Request, response: { statusCode: number }) => response.statusCode;

// Measured by default.
app.get("/", answer("main"));

// No default metrics.
app.get("/skip", m.doNotTrack(), answer("skipped"));

// Only this counter.
app.get(
  "/items/:itemType",
  m.doNotTrack(),
  m.counter("invocation_by_type", "Number of invocations by type", {
    labels: { item_type: (request) => request.params.itemType },
  }),
  answer("by type"),
);

// How many are in progress, beside the default metrics.
app.get("/long-running", m.gauge("in_progress", "Long running requests in progress"), (_, res) => {
  setTimeout(() => res.send("done"), 1000);
});

// As decorators around a handler.
app.get(
  "/status/:status",
  m.doNotTrack()(
    m.summary("requests_by_status", "Request latencies by status", {
      labels: { status: byStatus },
    })(
      m.histogram("requests_by_status_and_path", "Request latencies by status and path", {
        labels: { status: byStatus, path: (request) => request.path },
      })(function echoStatus(request: Request, response: express.Response) {
        response.status(Number(request.params.status)).send("status");
      }),
    ),
  ),
);
