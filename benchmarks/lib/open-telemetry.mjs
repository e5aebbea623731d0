import { createRequire } from "node:module";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { MeterProvider } from "@opentelemetry/sdk-metrics";

/**
 * Its HTTP instrumentation and Prometheus exporter, without the one of the framework
 * that would add the route: it would only cost more. To be called before `node:http` is used.
 */
export function startOpenTelemetry() {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  registerInstrumentations({ meterProvider, instrumentations: [new HttpInstrumentation()] });
  // It patches what is required from now on.
  createRequire(import.meta.url)("node:http");
}
