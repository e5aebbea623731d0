import { sampleValue } from "@routemetrics/core/testing";
import request from "supertest";
import { expect, test } from "vitest";
import { app } from "./shop.js";

test("the shop counts what it is for", async () => {
  app.set("env", "test");
  const order = (body: object) => request(app).post("/orders").send(body);
  const scrape = async () => (await request(app).get("/metrics")).text;
  expect(sampleValue(await scrape(), "orders_total", { payment: "invoice" })).toBe(0);

  await order({ payment: "card", card: "1234", basket: ["a", "b", "c"] }).expect(201);
  await order({ payment: "card", card: "stolen", basket: ["a"] }).expect(500);

  const text = await scrape();
  expect(sampleValue(text, "orders_total", { payment: "card" })).toBe(1);
  expect(sampleValue(text, "orders_waiting")).toBe(1);
  expect(sampleValue(text, "order_items_bucket", { le: "2" })).toBe(0);
  expect(sampleValue(text, "order_items_bucket", { le: "5" })).toBe(1);
  expect(sampleValue(text, "card_charge_seconds_count")).toBe(2);
  expect(sampleValue(text, "cards_declined_total")).toBe(1);
});
