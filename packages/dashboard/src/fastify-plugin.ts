import { MetricsError } from "@routemetrics/core";
import type { DashboardOptions } from "./dashboard-options.js";
import { dashboardSite, type SiteRequest } from "./dashboard-site.js";
import type { DashboardSource } from "./dashboard-source.js";

/** The parts of a Fastify instance that are used; 4 and 5 have them. */
export interface FastifyLike {
  route(options: never): unknown;
}

export interface DashboardPluginOptions extends DashboardOptions {
  /** What the metrics plugin decorated the instance with: `app.metrics`. */
  readonly metrics: DashboardSource;
}

interface ReplyLike {
  code(status: number): ReplyLike;
  headers(headers: Readonly<Record<string, string>>): ReplyLike;
  send(body: unknown): ReplyLike;
}

/** Adds the addresses of the dashboard as routes. */
export async function fastifyPlugin(
  instance: FastifyLike,
  options: DashboardPluginOptions,
): Promise<void> {
  const source = options.metrics;
  if (typeof source?.render !== "function") {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `The dashboard's option metrics is ${String(source)}: register the metrics plugin first and pass app.metrics.`,
    );
  }
  const { routes, guard } = dashboardSite(source, options);
  const onRequest = [source.excludeAll(), guard ?? []].flat();
  for (const [url, answer] of routes) {
    const handler = async (request: SiteRequest, reply: ReplyLike): Promise<ReplyLike> => {
      const { status, headers, body } = await answer(request);
      return reply
        .code(status)
        .headers(headers)
        .send(typeof body === "string" ? body : Buffer.from(body));
    };
    // Fastify answers HEAD with the headers of GET by itself.
    const route = { method: "GET", url, onRequest, handler, schema: { hide: true } };
    instance.route(route as never);
  }
}
