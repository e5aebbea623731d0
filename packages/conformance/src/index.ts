import { describe } from "vitest";
import type { AdapterUnderTest } from "./adapter-under-test.js";
import { abuseCases } from "./cases/abuse.js";
import { endingCases } from "./cases/endings.js";
import { endpointCases } from "./cases/endpoint.js";
import { instrumentCases } from "./cases/instruments.js";
import { leakCases } from "./cases/leaks.js";
import { meetingCases } from "./cases/meeting.js";
import { modelCases } from "./cases/model.js";
import { optionCases } from "./cases/options.js";
import { recordingCases } from "./cases/recording.js";
import { Kit } from "./kit.js";

export type {
  AdapterUnderTest,
  Exchange,
  KitApp,
  KitHook,
  KitRoute,
  KitRoutes,
  RunningApp,
} from "./adapter-under-test.js";
export { stepsOf } from "./adapter-under-test.js";
export { collectGarbage } from "./collect-garbage.js";
export { send } from "./kit.js";
export { listen } from "./listen.js";
export { pick, seededRandom } from "./random.js";
export { RawClient } from "./raw-client.js";
export { expectRequests, recordedValue, requestsOf } from "./recorded.js";

/** Runs every case that an adapter must pass, over real sockets. */
export function testAdapter(name: string, adapter: AdapterUnderTest): void {
  describe(`${name} passes the conformance kit`, () => {
    const kit = new Kit(adapter);
    describe("recording", () => recordingCases(kit));
    describe("endings", () => endingCases(kit));
    describe("meeting", () => meetingCases(kit));
    describe("endpoint", () => endpointCases(kit));
    describe("instruments", () => instrumentCases(kit));
    describe("options", () => optionCases(kit));
    describe("abuse", () => abuseCases(kit));
    describe("random traffic", () => modelCases(kit));
    describe("leaks", () => leakCases(kit));
  });
}
