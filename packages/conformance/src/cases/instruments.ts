import { expect, onTestFinished, test, vi } from "vitest";
import { type Kit, send } from "../kit.js";
import { expectRequests, recordedValue, requestsOf } from "../recorded.js";

/** Instruments on all routes; those in routes differ by framework and are in the adapters' tests. */
export function instrumentCases(kit: Kit): void {
  const ok = ({ send }: { send(code: number): void }) => send(200);

  test("default instruments meet every request but scrapes", async () => {
    const app = await kit.start({ "GET /ok": ok });
    const { metrics } = app;
    metrics.registerDefault(
      metrics.counter("seen", "Seen."),
      metrics.histogram("took_seconds", "Took."),
      metrics.gauge("busy", "Busy."),
    );
    for (const path of ["/ok", "/nowhere", "/metrics"]) await send(app, `GET ${path}`);
    await expectRequests(app, { "GET /ok 200": 1, "GET <unmatched> 404": 1 });
    expect(await recordedValue(app, "seen_total")).toBe(2);
    expect(await recordedValue(app, "took_seconds")).toBe(2);
    expect(await recordedValue(app, "busy")).toBe(0);
  });

  test("a gauge returns to 0 when the client leaves", async () => {
    const app = await kit.start({ "GET /hangs": () => new Promise(() => {}) });
    app.metrics.registerDefault(app.metrics.gauge("busy", "Busy."));
    const client = await kit.client(app);
    client.request("GET", "/hangs");
    await vi.waitFor(async () => expect(await recordedValue(app, "busy")).toBe(1));
    client.leave();
    await vi.waitFor(async () => expect(await recordedValue(app, "busy")).toBe(0));
  });

  test("a label function that throws does not touch the response", async () => {
    const warnings: string[] = [];
    const app = await kit.start(
      { "GET /ok": ok },
      { logger: { warn: (message) => warnings.push(message) } },
    );
    const fails = () => {
      throw new Error("on purpose");
    };
    app.metrics.registerDefault(app.metrics.counter("seen", "Seen.", { labels: { who: fails } }));
    for (let sent = 0; sent < 3; sent++) expect((await send(app, "GET /ok")).code).toBe(200);
    await vi.waitFor(async () =>
      expect(await recordedValue(app, "seen_total", { who: "error" })).toBe(3),
    );
    const failures = { metric: "seen_total" };
    expect(await recordedValue(app, "routemetrics_label_errors_total", failures)).toBe(3);
    expect(warnings).toHaveLength(1);
  });

  const promise = async () => Promise.reject(new Error("on purpose"));
  const noText = () => {
    throw Object.create(null);
  };
  test.each([
    ["labels", { zone: promise }],
    ["labels", { zone: noText }],
    ["groupBy", promise],
    ["groupBy", noText],
    ["status", promise],
    ["status", noText],
    ["exclude", promise],
    ["exclude", noText],
    ["exemplars", promise],
    ["exemplars", noText],
  ])(
    "a function in %s that gives a promise, or throws anything, disturbs nothing",
    async (option, value) => {
      const logger = {
        warn: () => {
          throw new Error("the logger, on purpose");
        },
      };
      const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
      onTestFinished(() => warned.mockRestore());
      const app = await kit.start({ "GET /ok": ok }, { [option]: value, logger } as never);
      for (let sent = 0; sent < 2; sent++) expect((await send(app, "GET /ok")).code).toBe(200);
      const path = option === "groupBy" ? "error" : "/ok";
      await expectRequests(app, { [`GET ${path} 200`]: 2 });
      const told = ["labels", "groupBy"].includes(option) ? 1 : 0;
      expect(warned).toHaveBeenCalledTimes(told);
    },
  );

  test("the option labels adds to the default metrics", async () => {
    const app = await kit.start({ "GET /ok": ok }, {
      labels: {
        zone: "eu",
        code: (_request: never, response: { statusCode: number }) => response.statusCode,
      },
    } as never);
    await send(app, "GET /ok");
    const labels = { path: "/ok", zone: "eu", code: "200" };
    await vi.waitFor(async () =>
      expect(await recordedValue(app, "http_requests_total", labels)).toBe(1),
    );
  });

  test("an instrument's own label wins over the option's, and a gauge may use those that ask the response", async () => {
    const app = await kit.start({ "GET /ok": ok }, {
      labels: {
        zone: "eu",
        code: (_request: never, response: { statusCode: number }) => response.statusCode,
      },
    } as never);
    const { metrics } = app;
    metrics.registerDefault(
      metrics.counter("seen", "Seen.", { labels: { zone: "own" } }),
      metrics.gauge("busy", "Busy.", { labels: { zone: "own" } }),
    );
    await send(app, "GET /ok");
    await vi.waitFor(async () =>
      expect(await recordedValue(app, "seen_total", { zone: "own", code: "200" })).toBe(1),
    );
    expect(await recordedValue(app, "routemetrics_label_errors_total")).toBe(0);
    expect(await recordedValue(app, "busy")).toBe(0);
  });

  test("the same default instrument, given twice, counts a request once", async () => {
    const app = await kit.start({ "GET /ok": ok });
    const seen = app.metrics.counter("seen", "Seen.");
    app.metrics.registerDefault(seen, seen);
    app.metrics.registerDefault(seen);
    await send(app, "GET /ok");
    await expectRequests(app, { "GET /ok 200": 1 });
    expect(await recordedValue(app, "seen_total")).toBe(1);
  });

  test("excluded paths are left out of the default metrics, or of all", async () => {
    for (const excludeFrom of ["defaults", "all"] as const) {
      const app = await kit.start(
        { "GET /health": ok, "GET /healthy": ok },
        { exclude: ["/health"], excludeFrom },
      );
      app.metrics.registerDefault(app.metrics.counter("seen", "Seen."));
      for (const path of ["/health", "/health?x=1", "/healthy"]) await send(app, `GET ${path}`);
      await vi.waitFor(async () =>
        expect(await requestsOf(app)).toEqual({ "GET /healthy 200": 1 }),
      );
      expect(await recordedValue(app, "seen_total")).toBe(excludeFrom === "all" ? 1 : 3);
    }
  });

  test("a limit on series folds what is beyond it, and the sum stays exact", async () => {
    const app = await kit.start({ "GET /ok/:id": ok }, { groupBy: "path", maxSeries: 10 });
    for (let id = 0; id < 30; id++) await send(app, `GET /ok/${id}`);
    await vi.waitFor(async () => expect(await recordedValue(app, "http_requests_total")).toBe(30));
    const folded = { path: "<overflow>" };
    expect(await recordedValue(app, "http_requests_total", folded)).toBe(20);
    const metric = { metric: "http_request_duration_seconds" };
    expect(await recordedValue(app, "routemetrics_series_overflow_total", metric)).toBe(20);
  });

  test("sizes are those of the bodies, chunked or not", async () => {
    const track = { requestSize: true, responseSize: true, timeToFirstByte: true };
    const app = await kit.start(
      {
        "POST /echo": ({ bypass, request, response }) => {
          bypass();
          request.resume().on("end", () => {
            response.write("12345");
            response.end("67890");
          });
        },
      },
      { track },
    );
    await send(app, "POST /echo", { body: "x".repeat(1000) });
    await expectRequests(app, { "POST /echo 200": 1 });
    const { body } = await app.metrics.render();
    const text = body.toString();
    expect(text).toMatch(/^http_request_size_bytes_sum{.*} 1000$/m);
    expect(text).toMatch(/^http_response_size_bytes_sum{.*} 10$/m);
    expect(await recordedValue(app, "http_response_time_to_first_byte_seconds")).toBe(1);
  });
}
