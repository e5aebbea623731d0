import { tmpdir } from "node:os";
import { join } from "node:path";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { pushgateway, pushOnExit, writeTextfile } from "./index.js";

const refused = (says: RegExp) =>
  expect.objectContaining({
    code: "RM_ERR_INVALID_OPTION",
    message: expect.stringMatching(says),
  });

test.each([[undefined], [{}], [[]], ["registry"]])(
  "%j is no registry to push",
  async (registry) => {
    const gateway = pushgateway({ url: "http://127.0.0.1:1", job: "j" });
    await expect(gateway.push(registry as never)).rejects.toEqual(refused(/push.*registry/));
    await expect(gateway.pushAdd(registry as never)).rejects.toEqual(refused(/push.*registry/));
    const path = join(tmpdir(), "never-written.prom");
    await expect(writeTextfile(path, registry as never)).rejects.toEqual(refused(/registry/));
    const listeners = process.listenerCount("beforeExit");
    expect(() => pushOnExit(gateway, registry as never)).toThrow(refused(/pushOnExit.*registry/));
    expect(process.listenerCount("beforeExit")).toBe(listeners);
  },
);

test.each([[undefined], [{}], [null]])("%j is no gateway for the end", (gateway) => {
  expect(() => pushOnExit(gateway as never, new Registry() as never)).toThrow(refused(/gateway/));
});

test.each([[undefined], [5], [""]])("%j is no path of a text file", async (path) => {
  const registry = new Registry() as never;
  await expect(writeTextfile(path as never, registry)).rejects.toEqual(refused(/path/));
});
