import { createRequire } from "node:module";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { MeterProvider } from "@opentelemetry/sdk-metrics";

/**
 * Its HTTP instrumentation, the one of the framework, which tells the route, and its Prometheus
 * exporter. To be called before what they patch is required. Returns what reads the metrics.
 */
export function startOpenTelemetry(ofFramework) {
  // The route travels in the context of the request.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  const instrumentations = [new HttpInstrumentation(), ofFramework].filter(Boolean);
  registerInstrumentations({ meterProvider, instrumentations });
  // It patches what is required from now on.
  createRequire(import.meta.url)("node:http");
  return async () => JSON.stringify(await exporter.collect());
}
