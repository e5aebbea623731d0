import { expect, test, vi } from "vitest";
import type { KitHook, RunningApp } from "../adapter-under-test.js";
import { type Kit, send } from "../kit.js";
import { expectRequests, recordedValue } from "../recorded.js";

/** A hook that lets requests wait until `go` is called. */
function gate(): { readonly hook: KitHook; waiting: number; go(): void } {
  const nexts: (() => unknown)[] = [];
  return {
    hook: (_request, _response, next) => void nexts.push(next),
    get waiting() {
      return nexts.length;
    },
    go: () => {
      for (const next of nexts.splice(0)) next();
    },
  };
}

/** Where the metrics and the instruments meet a request: late, after its end, twice, in any order. */
export function meetingCases(kit: Kit): void {
  const ok = ({ send }: { send(code: number, body?: string): void }) => send(200, "ok");
  const later: KitHook = (_request, _response, next) => void setImmediate(next);

  /** Sends a request, waits until it is at the gate, and leaves. */
  async function leaveAt(app: RunningApp, at: ReturnType<typeof gate>, path: string) {
    const connections = () =>
      new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)));
    const client = await kit.client(app);
    client.request("GET", path);
    await vi.waitFor(() => expect(at.waiting).toBe(1));
    client.leave();
    await vi.waitFor(async () => expect(await connections()).toBe(0));
    // The response closes in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve));
  }

  test("knows the route of a request that waited before the metrics saw it", async () => {
    const app = await kit.start({ "GET /users/:id": ok }, {}, { before: later });
    for (const id of [1, 2]) await send(app, `GET /users/${id}`);
    await send(app, "GET /nowhere");
    await expectRequests(app, { "GET /users/:id 200": 2, "GET <unmatched> 404": 1 });
  });

  test("default instruments read the framework's request, however late the metrics see it", async () => {
    const app = await kit.start({ "GET /users/:id": ok }, {}, { before: later });
    const { metrics } = app;
    metrics.registerDefault(
      metrics.counter("seen", "Seen.", {
        labels: { id: (request: { params: { id: string } }) => request.params.id } as never,
      }),
    );
    await send(app, "GET /users/7");
    await vi.waitFor(async () =>
      expect(await recordedValue(app, "seen_total", { id: "7" })).toBe(1),
    );
    expect(await recordedValue(app, "seen_total")).toBe(1);
  });

  test("counts a client that left before the metrics saw the request, and holds nothing in flight", async () => {
    const at = gate();
    const app = await kit.start({ "GET /ok": ok }, {}, { before: at.hook });
    await leaveAt(app, at, "/ok");
    at.go();
    await vi.waitFor(async () =>
      expect(await recordedValue(app, "http_requests_total", { status: "499" })).toBe(1),
    );
    await expect.poll(() => recordedValue(app, "http_requests_in_flight")).toBe(0);
    expect(await recordedValue(app, "http_requests_total")).toBe(1);
  });

  test("instruments that a request meets after its client has left count it and hold nothing", async () => {
    const at = gate();
    const app = await kit.start((m) => ({
      "GET /ok": [
        at.hook,
        m.counter("seen", "Seen."),
        m.gauge("busy", "Busy."),
        m.histogram("took_seconds", "Took."),
        ok,
      ],
    }));
    await leaveAt(app, at, "/ok");
    await expectRequests(app, { "GET /ok 499": 1 });
    at.go();
    await new Promise((resolve) => setImmediate(resolve));
    const seen = await recordedValue(app, "seen_total");
    // A framework may stop before the instruments; one that goes on counts in all of them.
    expect(await recordedValue(app, "took_seconds")).toBe(seen);
    expect(await recordedValue(app, "busy")).toBe(0);
  });

  test.each(["doNotTrack", "excludeAll"] as const)(
    "%s after the end of a request changes nothing",
    async (mark) => {
      const at = gate();
      const app = await kit.start((m) => ({ "GET /ok": [at.hook, m[mark](), ok] }));
      await leaveAt(app, at, "/ok");
      await expectRequests(app, { "GET /ok 499": 1 });
      at.go();
      await new Promise((resolve) => setImmediate(resolve));
      await expectRequests(app, { "GET /ok 499": 1 });
    },
  );

  test("excludeAll lets go of a gauge at once, and keeps later ones out", async () => {
    const at = gate();
    const app = await kit.start((m) => ({
      "GET /ok": [
        m.gauge("before", "Before."),
        m.excludeAll(),
        m.gauge("after", "After.", { labels: { one: () => "1" } }),
        at.hook,
        ok,
      ],
    }));
    app.metrics.registerDefault(app.metrics.gauge("always", "Always."));
    const answered = send(app, "GET /ok");
    await vi.waitFor(() => expect(at.waiting).toBe(1));
    for (const name of ["before", "after", "always"]) {
      expect(await recordedValue(app, name), name).toBe(0);
    }
    const { body } = await app.metrics.render({ names: ["after"] });
    expect(body.toString()).not.toContain("after{");
    at.go();
    await answered;
    await expectRequests(app, {});
    for (const name of ["before", "after", "always"]) {
      expect(await recordedValue(app, name), name).toBe(0);
    }
  });

  test("paths excluded from all metrics are in no gauge either", async () => {
    const at = gate();
    const app = await kit.start(
      { "GET /health": [at.hook, ok] },
      { exclude: "/health", excludeFrom: "all" },
    );
    app.metrics.registerDefault(app.metrics.gauge("busy", "Busy."));
    const answered = send(app, "GET /health");
    await vi.waitFor(() => expect(at.waiting).toBe(1));
    expect(await recordedValue(app, "busy")).toBe(0);
    at.go();
    await answered;
    await expectRequests(app, {});
  });

  test("doNotTrack and instruments work in any order, in a route and around it", async () => {
    const app = await kit.start((m) => {
      const labels = { path: (request: { url: string }) => request.url } as never;
      const seen = m.counter("seen", "Seen.", { labels });
      return {
        "GET /both": [seen, ok],
        "GET /only": [seen, m.doNotTrack(), ok],
        "GET /only-too": [m.doNotTrack(), seen, ok],
        "GET /none": [seen, m.excludeAll(), ok],
        "GET /none-too": [m.excludeAll(), seen, ok],
      };
    });
    for (const path of ["/both", "/only", "/only-too", "/none", "/none-too"])
      await send(app, `GET ${path}`);
    await expectRequests(app, { "GET /both 200": 1 });
    for (const [path, count] of Object.entries({ "/both": 1, "/only": 1, "/only-too": 1 }))
      expect(await recordedValue(app, "seen_total", { path }), path).toBe(count);
    expect(await recordedValue(app, "seen_total")).toBe(3);
  });
}
