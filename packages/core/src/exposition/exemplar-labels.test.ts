import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { Counter } from "../metric/counter.js";
import { gather } from "./gather.js";
import { renderOpenMetrics } from "./openmetrics.js";

test.each([
  ["a number", { span: 5 }, '# {span="5"} 1 '],
  ["no value", { trace_id: "a", span: undefined }, '# {trace_id="a"} 1 '],
  ["a name that is none", { "trace-id": "a" }, ""],
  ["128 characters", { id: "😀".repeat(126) }, '# {id="😀'],
  ["129 characters", { id: "x".repeat(127) }, ""],
])("an exemplar with %s never costs the scrape", async (_, labels, exposed) => {
  const registry = new Registry();
  new Counter({ name: "c_total", help: "C", registry }).inc(1, labels as never);
  const line = renderOpenMetrics((await gather(registry)).families).split("\n")[2] as string;
  expect(line).toContain(`c_total 1${exposed && " "}${exposed}`);
  expect(line.includes("#")).toBe(exposed !== "");
});
