import { expect, test, vi } from "vitest";
import { type Kit, send } from "../kit.js";
import { expectRequests } from "../recorded.js";

/** The endpoint that answers scrapes. */
export function endpointCases(kit: Kit): void {
  const ok = { "GET /ok": ({ send }: { send(code: number): void }) => send(200) };

  test("answers a scrape with the content type that Prometheus expects, and any query", async () => {
    const app = await kit.start(ok);
    await send(app, "GET /ok");
    const { code, body, headers } = await send(app, "GET /metrics?target=1");
    expect(code).toBe(200);
    expect(headers.get("content-type")).toContain("version=");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toContain('http_requests_total{method="GET",path="/ok",status="200"} 1');
  });

  test("gives only what name[] asks for", async () => {
    const app = await kit.start(ok);
    const { body } = await send(app, "GET /metrics?name[]=routemetrics_info");
    expect(body.match(/^# TYPE .*/gm)).toEqual(["# TYPE routemetrics_info gauge"]);
  });

  test("is never counted, whatever the method or outcome", async () => {
    const app = await kit.start(ok);
    for (const method of ["GET", "HEAD", "POST", "OPTIONS", "DELETE"]) {
      await send(app, `${method} /metrics`);
    }
    expect((await send(app, "PUT /metrics")).code).toBe(405);
    await expectRequests(app, {});
  });

  test("lets the guard decide, and is not counted when it refuses", async () => {
    const app = await kit.start(ok, {
      guard: ((
        request: { headers: Record<string, unknown> },
        response: unknown,
        next: () => void,
      ) => {
        if (request.headers.authorization === "let me in") next();
        else kit.adapter.refuse(response, 401);
      }) as never,
    });
    expect((await send(app, "GET /metrics")).code).toBe(401);
    const headers = { authorization: "let me in" };
    expect((await send(app, "GET /metrics", { headers })).code).toBe(200);
    await expectRequests(app, {});
  });

  test("is known by its path, also where a proxy sends the whole URL", async () => {
    const app = await kit.start(ok);
    const client = await kit.client(app);
    client.request("GET", "http://localhost/metrics?x").request("GET", "/metrics?/ok");
    await vi.waitFor(() => expect(client.received.split("200 OK")).toHaveLength(3));
    client.request("GET", "/metricsx").request("GET", "/metrics/x");
    await expectRequests(app, { "GET <unmatched> 404": 2 });
  });

  test("can be moved, or left out", async () => {
    const moved = await kit.start(ok, { endpoint: "/internal/metrics" });
    expect((await send(moved, "GET /internal/metrics")).code).toBe(200);
    expect((await send(moved, "GET /metrics")).code).toBe(404);
    const none = await kit.start(ok, { endpoint: false });
    expect((await send(none, "GET /metrics")).code).toBe(404);
    await expectRequests(none, { "GET <unmatched> 404": 1 });
  });
}
