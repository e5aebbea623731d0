import { metrics } from "@routemetrics/express";
import { Registry } from "prom-client";
import { expect, expectTypeOf, test } from "vitest";

const m = metrics({ registry: new Registry(), processMetrics: false });

class Orders {
  @m.counter("orders_listed", "Lists.")
  @m.summary("orders_list_seconds", "Seconds of a list.")
  async list(customer: string): Promise<readonly string[]> {
    return [customer];
  }
}

test("the adapter's instruments decorate methods with experimentalDecorators", async () => {
  const orders = new Orders();
  expectTypeOf(orders.list).toEqualTypeOf<(customer: string) => Promise<readonly string[]>>();
  expect(await orders.list("a")).toEqual(["a"]);
  const text = (await m.render()).body.toString();
  expect(text).toContain("orders_listed_total 1");
  expect(text).toContain("orders_list_seconds_count 1");
});
