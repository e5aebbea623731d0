import { Counter as PromClientCounter, Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { createMetrics } from "./metrics.js";

test("exposes what the application made with prom-client, on a port of its own", async () => {
  const registry = new Registry();
  new PromClientCounter({ name: "theirs_total", help: "Theirs.", registers: [registry] }).inc(3);
  const m = createMetrics({ registry });
  onTestFinished(() => m.close());
  m.counter("ours", "Ours.").inc();
  const { url } = await m.startServer({ port: 0, host: "127.0.0.1" });
  const text = await (await fetch(url)).text();
  for (const line of [
    "theirs_total 3",
    "ours_total 1",
    "routemetrics_info{version=",
    "process_cpu_",
  ]) {
    expect(text).toContain(line);
  }
  await m.close();
  await expect(fetch(url)).rejects.toThrow();
});

test.each([
  [{ endpont: "/metrics" }, /"endpont"/],
  [{ endpoint: "metrics" }, /endpoint is "metrics"/],
  [{ preset: "otel" }, /preset is "otel", but accepts "default"/],
  [{ labels: "x" }, /labels is "x"/],
  [{ groupBy: 1 }, /groupBy is 1/],
  [{ slo: { latency: -1 } }, /slo is/],
  [{ duration: "histo" }, /duration is "histo"/],
  [{ track: { inflight: true } }, /track is/],
  [{ exclude: [1] }, /exclude is/],
  [{ exclude: "health" }, /exclude is "health", but accepts path prefixes that begin with "\/"/],
  [{ labels: { zone: {} } }, /labels is/],
  [{ maxSeries: 0 }, /maxSeries is 0/],
  [{ registry: {} }, /registry is/],
  [{ logger: {} }, /logger is/],
  [{ nativeHistogram: { factor: 1 } }, /nativeHistogram is/],
  [{ nativeHistogram: { zeroThreshold: -1 } }, /nativeHistogram is/],
  [{ nativeHistogram: { maxZeroThreshold: "1" } }, /nativeHistogram is/],
  [{ nativeHistogram: { minResetInterval: Number.NaN } }, /nativeHistogram is/],
  [{ nativeHistogram: { resetInterval: 1 } }, /nativeHistogram is/],
  [{ processMetrics: ["nonsense"] }, /processMetrics has "nonsense"/],
])("refuses %j and says what is accepted", (options, message) => {
  const make = () => createMetrics({ registry: new Registry(), ...options } as never);
  expect(make).toThrow(expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" }));
  expect(make).toThrow(message);
});

test("refuses a label that the metric has already", () => {
  const make = () => createMetrics({ registry: new Registry(), labels: { method: "x" } });
  expect(make).toThrow(expect.objectContaining({ code: "RM_ERR_INVALID_LABEL" }));
});

test("metrics made twice on one registry are the same", () => {
  const registry = new Registry();
  const names = () => registry.getMetricsAsArray().map(({ name }) => name);
  createMetrics({ registry, processMetrics: false });
  const once = names();
  createMetrics({ registry, processMetrics: false });
  expect(names()).toEqual(once);
});

test("registerDefault takes instruments only", () => {
  const m = createMetrics({ registry: new Registry(), processMetrics: false });
  expect(() => m.registerDefault((() => {}) as never)).toThrow(
    expect.objectContaining({ code: "RM_ERR_INVALID_USE" }),
  );
});

test("the objective's bound and four times it are buckets", async () => {
  const registry = new Registry();
  createMetrics({ registry, processMetrics: false, slo: { latency: 0.3 }, buckets: [0.1, 1] });
  const histogram = registry.getSingleMetric("http_request_duration_seconds");
  expect(histogram).toMatchObject({ upperBounds: [0.1, 0.3, 1, 1.2] });
});

test("several presets at once, each with its names and labels", () => {
  const registry = new Registry();
  createMetrics({ registry, processMetrics: false, preset: ["classic", "opentelemetry", "flask"] });
  const labels = Object.fromEntries(
    (registry.getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[]).map(
      ({ name, labelNames }) => [name, labelNames.join()],
    ),
  );
  expect(labels).toMatchObject({
    http_request_duration_seconds: "method,route,status_code",
    http_server_request_duration_seconds:
      "http_request_method,http_route,http_response_status_code,error_type",
    flask_http_request_duration_seconds: "method,path,status",
    flask_http_request_total: "method,status",
  });
});

test.each([
  { preset: ["default", "promster"] as const, shared: "http_request_duration_seconds" },
  {
    preset: ["classic", "fastify-metrics"] as const,
    buckets: [1],
    shared: "http_request_duration",
  },
  { preset: ["default", "flask"] as const, prefix: "shop", shared: "shop_http_request_duration" },
])("presets that share a metric are refused: $preset", ({ shared, ...options }) => {
  const registry = new Registry();
  const create = () => createMetrics({ registry, processMetrics: false, ...options });
  expect(create).toThrow(expect.objectContaining({ code: "RM_ERR_DUPLICATE_METRIC" }));
  expect(create).toThrow(new RegExp(`"${options.preset.join('" and "')}" both have ${shared}`));
  expect(registry.getMetricsAsArray()).toEqual([]);
});

const OPENMETRICS = "application/openmetrics-text";
test.each([
  [{ preset: "promster" }, "text/plain"],
  [{ preset: ["opentelemetry", "swagger-stats"] }, "text/plain"],
  [{ preset: "promster", exemplars: true }, OPENMETRICS],
  [{ preset: "promster", nativeHistogram: true }, OPENMETRICS],
  [{ preset: "promster", defaults: false }, OPENMETRICS],
  [{ preset: ["classic", "opentelemetry"] }, OPENMETRICS],
] as const)(
  "a preset of a migration answers in text until more is asked for: %j",
  async (options, type) => {
    const m = createMetrics({ registry: new Registry(), processMetrics: false, ...options });
    const { contentType } = await m.render({ accept: OPENMETRICS });
    expect(contentType).toContain(type);
  },
);

test("instruments work around any function, and as decorators of methods", async () => {
  const m = createMetrics({ registry: new Registry(), processMetrics: false });
  const calls = m.counter("calls", "Calls.", {
    labels: { first: (first: unknown) => String(first) },
  });
  const busy = m.gauge("busy", "Busy.");
  const took = m.histogram("took_seconds", "Took.");
  const double = busy(took(calls(async (n: number) => n * 2)));
  expect(await double(21)).toBe(42);

  class Service {
    @m.counter("runs", "Runs.")
    run(): string {
      return "ran";
    }
  }
  expect(new Service().run()).toBe("ran");

  const text = (await m.render()).body.toString();
  expect(text).toContain('calls_total{first="21"} 1');
  expect(text).toContain("busy 0");
  expect(text).toContain("took_seconds_count 1");
  expect(text).toContain("runs_total 1");
});

test("a metric that exists keeps its value when it is defined again without an initial one", async () => {
  const m = createMetrics({ registry: new Registry(), processMetrics: false });
  m.counter("calls", "Calls.").inc(3);
  const again = m.counter("calls", "Calls.", { initialValue: false });
  again.inc();
  m.gauge("level", "Level.", { initialValue: false });
  const text = String((await m.render()).body);
  expect(text).toContain("calls_total 4");
  expect(text).not.toMatch(/^level /m);
});
