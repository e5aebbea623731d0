import { expect, test, vi } from "vitest";
import type { RunningApp } from "../adapter-under-test.js";
import { type Kit, send } from "../kit.js";
import { pick, seededRandom } from "../random.js";
import { expectRequests, recordedValue } from "../recorded.js";

const SEED = Number(process.env.ROUTEMETRICS_SEED ?? 20_261);
const STEPS = 150;

/** One kind of request: how it is sent, and as what it must be recorded. */
interface Step {
  readonly recorded: string;
  run(app: RunningApp, kit: Kit): Promise<void>;
}

const plain = (methodAndPath: string, recorded: string): Step => ({
  recorded,
  run: async (app) => void (await send(app, methodAndPath)),
});

const STEPS_BY_KIND: readonly Step[] = [
  plain("GET /users/1", "GET /users/:id 200"),
  plain("GET /users/abc", "GET /users/:id 200"),
  plain("HEAD /users/1", "HEAD /users/:id 200"),
  plain("GET /api/v1/items/7", "GET /api/:version/items/:item 200"),
  plain("GET /api/v2/items/8", "GET /api/:version/items/:item 200"),
  plain("GET /api/v1/none", "GET <unmatched> 404"),
  plain("GET /nowhere", "GET <unmatched> 404"),
  plain("GET /fails", "GET /fails 500"),
  plain("GET /teapot", "GET /teapot 418"),
  { recorded: "GET /hangs 499", run: abort },
];

/** Leaves while the request hangs; waits for earlier ones, which may still be on their way out. */
async function abort(app: RunningApp, kit: Kit): Promise<void> {
  const inFlight = () => recordedValue(app, "http_requests_in_flight");
  await vi.waitFor(async () => expect(await inFlight()).toBe(0));
  const client = await kit.client(app);
  client.request("GET", "/hangs");
  await vi.waitFor(async () => expect(await inFlight()).toBe(1));
  client.leave();
}

/** Random traffic against a model of what must be recorded. */
export function modelCases(kit: Kit): void {
  test(`random traffic is recorded as the model says (seed ${SEED})`, async () => {
    const ok = ({ send }: { send(code: number): void }) => send(200);
    const app = await kit.start({
      "GET /users/:id": ok,
      "GET /api/:version/items/:item": ok,
      "GET /fails": () => {
        throw new Error("on purpose");
      },
      "GET /teapot": ({ send }) => send(418),
      "GET /hangs": () => new Promise(() => {}),
    });
    const random = seededRandom(SEED);
    const expected: Record<string, number> = {};
    for (let step = 0; step < STEPS; step++) {
      const { recorded, run } = pick(random, STEPS_BY_KIND);
      expected[recorded] = (expected[recorded] ?? 0) + 1;
      await run(app, kit);
    }
    await expectRequests(app, expected);
    expect(await recordedValue(app, "http_requests_total")).toBe(STEPS);
    expect(await recordedValue(app, "http_request_duration_seconds")).toBe(STEPS);
  }, 60_000);
}
