import type { DashboardOptions } from "./dashboard-options.js";
import type { DashboardSource } from "./dashboard-source.js";
import { type DashboardHandler, expressHandler } from "./express-handler.js";
import { type DashboardPluginOptions, type FastifyLike, fastifyPlugin } from "./fastify-plugin.js";

/**
 * A live page of the service's metrics at `/metrics/ui`, behind the same guard.
 *
 * Express: `app.use(dashboard(m))`. The page computes everything in the browser;
 * the service does nothing for it but answer scrapes while somebody looks.
 */
export function dashboard(metrics: DashboardSource, options?: DashboardOptions): DashboardHandler;
/** Fastify: `app.register(dashboard, { metrics: app.metrics })`. */
export function dashboard(instance: FastifyLike, options: DashboardPluginOptions): Promise<void>;
export function dashboard(
  first: DashboardSource | FastifyLike,
  options: DashboardOptions | DashboardPluginOptions = {},
): DashboardHandler | Promise<void> {
  // Fastify passes itself, which a view plugin may have taught to render as well.
  return "render" in first && !("metrics" in options)
    ? expressHandler(first, options)
    : fastifyPlugin(first as FastifyLike, options as DashboardPluginOptions);
}
