import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import request from "supertest";
import { expect, onTestFinished, test } from "vitest";
import { app as onExpress } from "./on-express.js";
import { app as onFastify } from "./on-fastify.js";
import { writeFiles } from "./write-rules.js";

test("Express answers the page", async () => {
  const { text } = await request(onExpress).get("/metrics/ui").expect(200);
  expect(text).toContain('"title":"Shop"');
});

test("Fastify answers the page", async () => {
  const { statusCode, body } = await onFastify.inject("/metrics/ui");
  expect([statusCode, body.includes('"title":"Shop"')]).toEqual([200, true]);
});

test("writes the files for Grafana and Prometheus", () => {
  const folder = mkdtempSync(join(tmpdir(), "rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFiles(folder);
  expect(readdirSync(folder)).toHaveLength(6);
});
