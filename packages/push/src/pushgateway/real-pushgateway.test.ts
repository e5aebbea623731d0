import {
  type PushgatewayServer,
  requireBinary,
  startPushgateway,
} from "@routemetrics/conformance/servers";
import { Counter, Gauge, Histogram, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { pushgateway } from "./pushgateway.js";

describe.skipIf(requireBinary("prometheus-pushgateway"))("a real Pushgateway", () => {
  let server: PushgatewayServer;
  let registry: RegistryLike;
  beforeAll(async () => {
    server = await startPushgateway();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    registry = new Registry();
    new Counter({ name: "rows_total", help: "Rows.", registry }).inc(3);
    new Histogram({ name: "step_seconds", help: "Steps.", registry }).observe(0.2);
  });

  const values = ["plain", "a/b", "a b", "", "..", ".", "ü+%?#&=", 'quote"', "//", "日本/語"];
  test.each(
    values.flatMap((value) => [
      { value, format: "text" as const, gzip: false },
      { value, format: "protobuf" as const, gzip: true },
    ]),
  )("takes a group with the value %j", async ({ value, format, gzip }) => {
    const group = pushgateway({
      url: server.url,
      job: "nightly",
      groupings: { of: value, kind: format },
      format,
      gzip,
    });
    const shown = `instance="",job="nightly",kind="${format}",of="${value.replace('"', '\\"')}"`;
    await group.push(registry);
    expect(await server.metrics()).toContain(`rows_total{${shown}} 3`);
    expect(await server.metrics()).toContain(`step_seconds_count{${shown}} 1`);
    await group.delete();
    // It answers before it has deleted.
    await vi.waitFor(async () => expect(await server.metrics()).not.toContain(`{${shown}}`));
  });

  test("push replaces the group, pushAdd only what has the same name", async () => {
    const group = pushgateway({ url: server.url, job: "replaced" });
    await group.push(registry);
    const other = new Registry();
    new Gauge({ name: "other", help: "Other.", registry: other }).set(1);
    await group.pushAdd(other);
    expect(await server.metrics()).toContain('rows_total{instance="",job="replaced"} 3');
    await group.push(other);
    const text = await server.metrics();
    expect(text).toContain('other{instance="",job="replaced"} 1');
    expect(text).not.toContain('rows_total{instance="",job="replaced"}');
  });

  test("its refusals are passed on", async () => {
    await pushgateway({ url: server.url, job: "first" }).push(registry);
    const other = new Registry();
    new Gauge({ name: "rows_total", help: "Another type.", registry: other }).set(1);
    const pushed = pushgateway({ url: server.url, job: "second" }).push(other);
    await expect(pushed).rejects.toMatchObject({
      code: "RM_ERR_PUSH",
      status: 400,
      message: expect.stringContaining("rows_total"),
    });
  });
});
