import { Counter, Registry } from "prom-client";
import { expect, test } from "vitest";
import { startGraphite } from "./index.js";

const registry = new Registry();
new Counter({ name: "sold_total", help: "Sold.", registers: [registry] });

test("a registry of prom-client with metrics, which lead back to it, is accepted", async () => {
  const bridge = startGraphite({ host: "127.0.0.1", port: 9, registry, onError: () => {} });
  await bridge.stop();
});

test("a wrong value that leads back to itself is shown", () => {
  const wrong: object = { registry, itself: null };
  Object.assign(wrong, { itself: wrong });
  expect(() => startGraphite({ host: wrong as never, registry })).toThrow(
    expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" }),
  );
});
