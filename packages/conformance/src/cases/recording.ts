import { expect, test } from "vitest";
import { type Kit, send } from "../kit.js";
import { expectRequests, recordedValue } from "../recorded.js";

const ok = ({ send }: { send(code: number, body?: string): void }) => send(200, "ok");

/** What is recorded of ordinary requests. */
export function recordingCases(kit: Kit): void {
  test("counts a request once, by method, route template and status", async () => {
    const app = await kit.start({ "GET /users/:id": ok, "POST /users/:id": ok });
    for (const id of ["1", "2", "3"]) await send(app, `GET /users/${id}`);
    await send(app, "POST /users/1", { body: "x" });
    await expectRequests(app, { "GET /users/:id 200": 3, "POST /users/:id 200": 1 });
    expect(await recordedValue(app, "http_request_duration_seconds")).toBe(4);
  });

  test("shows mount prefixes with their parameters", async () => {
    const app = await kit.start({ "GET /api/:version/items/:item": ok });
    await send(app, "GET /api/v1/items/a");
    await send(app, "GET /api/v2/items/b");
    await expectRequests(app, { "GET /api/:version/items/:item 200": 2 });
  });

  test("counts requests without a route under one path", async () => {
    const app = await kit.start({ "GET /known": ok });
    for (const path of ["/a", "/b/c", "/known/not", "/%F0%9F%92%A9"])
      await send(app, `GET ${path}`);
    await expectRequests(app, { "GET <unmatched> 404": 4 });
  });

  test("does not take a known path with another method for the route", async () => {
    const app = await kit.start({ "GET /known": ok });
    const { code } = await send(app, "DELETE /known");
    expect(code).toBe(kit.adapter.wrongMethodCode);
    await expectRequests(app, { [`DELETE <unmatched> ${code}`]: 1 });
  });

  test("records HEAD as itself, with the route", async () => {
    const app = await kit.start({ "GET /known": ok });
    await send(app, "HEAD /known");
    await expectRequests(app, { "HEAD /known 200": 1 });
  });

  test("records OPTIONS as itself", async () => {
    const app = await kit.start({ "GET /known": ok });
    const { code } = await send(app, "OPTIONS /known");
    expect(code).toBe(kit.adapter.answersOptions ? 200 : 404);
    await expectRequests(app, { [`OPTIONS <unmatched> ${code}`]: 1 });
  });

  test.each([201, 204, 301, 304, 400, 418, 500, 503])(
    "records the status %d as sent",
    async (code) => {
      const app = await kit.start({ "GET /answer": ({ send }) => send(code) });
      await send(app, "GET /answer");
      await expectRequests(app, { [`GET /answer ${code}`]: 1 });
      expect(await recordedValue(app, "http_request_exceptions_total")).toBe(0);
    },
  );

  test("folds methods that are not standard", async () => {
    const app = await kit.start({ "GET /known": ok });
    const client = await kit.client(app);
    client.request("PROPFIND", "/known").request("M-SEARCH", "/known");
    await expectRequests(app, { "<other> <unmatched> 404": 2 });
  });

  test.each([
    [
      "thrown",
      () => {
        throw new Error("on purpose");
      },
    ],
    [
      "rejected",
      async () => {
        throw new Error("on purpose");
      },
    ],
  ])("counts an error that was %s and answered by nobody as an exception", async (_how, fails) => {
    const app = await kit.start({ "GET /fails/:id": fails });
    const { code } = await send(app, "GET /fails/1");
    expect(code).toBe(500);
    await expectRequests(app, { "GET /fails/:id 500": 1 });
    const labels = { method: "GET", path: "/fails/:id", status: "500" };
    expect(await recordedValue(app, "http_request_exceptions_total", labels)).toBe(1);
  });

  test("does not take an error of the client for an exception", async () => {
    const fails = () => {
      throw Object.assign(new Error("yours"), { statusCode: 409, status: 409 });
    };
    const app = await kit.start({ "GET /conflict": fails });
    expect((await send(app, "GET /conflict")).code).toBe(409);
    await expectRequests(app, { "GET /conflict 409": 1 });
    expect(await recordedValue(app, "http_request_exceptions_total")).toBe(0);
  });

  test("shows a request in flight until its response has ended", async () => {
    let finish = (): void => {};
    const app = await kit.start({
      "GET /slow": ({ send }) => {
        finish = () => send(200, "ok");
        return new Promise(() => {});
      },
    });
    const answered = send(app, "GET /slow");
    await expect
      .poll(() => recordedValue(app, "http_requests_in_flight", { method: "GET" }))
      .toBe(1);
    finish();
    await answered;
    await expectRequests(app, { "GET /slow 200": 1 });
  });
}
