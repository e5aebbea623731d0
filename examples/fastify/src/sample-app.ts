import { setTimeout } from "node:timers/promises";
import metrics from "@routemetrics/fastify";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";

/** The service, ready to listen. */
export async function createApp(): Promise<FastifyInstance> {
  const app = Fastify();
  await app.register(metrics);
  const m = app.metrics;
  m.info("app_info", "Application info", { version: "1.0.3" });
  const byStatus = (_request: FastifyRequest, reply: FastifyReply) => reply.statusCode;

  // Measured by default.
  app.get("/", async () => "main");

  // No default metrics.
  app.get("/skip", { config: { metrics: false } }, async () => "skipped");

  // Only this counter.
  const byType = m.counter("invocation_by_type", "Number of invocations by type", {
    labels: { item_type: (request) => (request.params as { itemType: string }).itemType },
  });
  app.get("/items/:itemType", { onRequest: [m.doNotTrack(), byType] }, async () => "by type");

  // How many are in progress, beside the default metrics.
  const inProgress = m.gauge("in_progress", "Long running requests in progress");
  app.get("/long-running", { onRequest: inProgress }, async () => setTimeout(1000, "done"));

  // As decorators around a handler.
  const bySummary = m.summary("requests_by_status", "Request latencies by status", {
    labels: { status: byStatus },
  });
  const byHistogram = m.histogram("requests_by_status_and_path", "Latencies by status and path", {
    labels: { status: byStatus, path: (request) => request.url },
  });
  app.get(
    "/status/:status",
    m.doNotTrack()(
      bySummary(
        byHistogram(async function echoStatus(request: FastifyRequest, reply: FastifyReply) {
          return reply.code(Number((request.params as { status: string }).status)).send("status");
        }),
      ),
    ),
  );
  return app;
}
