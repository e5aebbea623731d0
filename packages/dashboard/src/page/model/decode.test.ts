import {
  Counter,
  Gauge,
  gather,
  Histogram,
  renderProtobuf,
  renderText,
  Summary,
} from "@routemetrics/core";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { decodeProtobuf } from "./decode-protobuf.js";
import { decodeText } from "./decode-text.js";

async function scraped(registry: Registry) {
  const { families } = await gather(registry);
  return { families, text: renderText(families), protobuf: renderProtobuf(families) };
}

const hostile = 'a "quoted" \\ <b>bold</b>\n{new="line"}, le="0.1"';

describe.each(["text", "protobuf"] as const)("what the service renders as %s", (format) => {
  const decode = ({ text, protobuf }: Awaited<ReturnType<typeof scraped>>) =>
    format === "text" ? decodeText(text) : decodeProtobuf(protobuf);

  test("comes back with its names, labels and values", async () => {
    const registry = new Registry();
    new Counter({ name: "a_total", help: "A.", labelNames: ["x"], registry })
      .labels({ x: hostile })
      .inc(3);
    new Gauge({ name: "b", help: "B.", registry }).set(-0.5);
    const families = decode(await scraped(registry));
    expect(families.map(({ name, type }) => [name, type])).toEqual([
      ["a_total", "counter"],
      ["b", "gauge"],
    ]);
    expect(families[0]?.series).toEqual([{ labels: { x: hostile }, value: 3 }]);
    expect(families[1]?.series).toEqual([{ labels: {}, value: -0.5 }]);
  });

  test("keeps the buckets of a histogram apart", async () => {
    const registry = new Registry();
    const options = { name: "h", help: "H.", labelNames: ["x"], buckets: [0.1, 1], registry };
    const histogram = new Histogram(options).labels({ x: hostile });
    for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value);
    const [family] = decode(await scraped(registry));
    expect(family?.series[0]).toMatchObject({
      labels: { x: hostile },
      histogram: { upperBounds: [0.1, 1], counts: [2, 1, 1], sum: 7.65, count: 4 },
    });
  });

  test("reads a summary", async () => {
    const registry = new Registry();
    new Summary({ name: "s", help: "S.", registry }).observe(2);
    const [family] = decode(await scraped(registry));
    expect(family?.series[0]).toMatchObject({ labels: {}, summary: { count: 1, sum: 2 } });
  });
});

test("native buckets come back as they were, across gaps between them", async () => {
  const registry = new Registry();
  const histogram = new Histogram({ name: "h", help: "H.", nativeHistogram: true, registry });
  for (const value of [0, 0.001, 0.0011, 0.5, 3, 3, 900]) histogram.observe(value);
  const { families, protobuf } = await scraped(registry);
  const native = (list: typeof families) => {
    const one = list[0]?.series[0];
    return one && "histogram" in one ? one.histogram.native : undefined;
  };
  const { schema, zeroCount } = native(families) ?? {};
  const decoded = native(decodeProtobuf(protobuf));
  expect(decoded).toMatchObject({ schema, zeroCount: 1 });
  expect(zeroCount).toBe(1);
  const populated = decoded?.positive.indices
    .map((index, i) => [index, decoded.positive.counts[i]])
    .filter(([, count]) => count !== 0);
  expect(populated).toEqual(
    native(families)?.positive.indices.map((index, i) => [
      index,
      native(families)?.positive.counts[i],
    ]),
  );
});

test.each(["<!doctype html>", "{}", "a{b=} 1", "a one"])("%s is no exposition", (text) => {
  expect(() => decodeText(text)).toThrow(TypeError);
});

test("a body that was cut off is no exposition", async () => {
  const registry = new Registry();
  new Gauge({ name: "g", help: "G.", registry }).set(1);
  const { protobuf } = await scraped(registry);
  expect(() => decodeProtobuf(protobuf.subarray(0, -3))).toThrow(RangeError);
});
