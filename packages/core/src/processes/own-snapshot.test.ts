import { Gauge as ForeignGauge, Registry } from "prom-client";
import { beforeEach, expect, test, vi } from "vitest";
import { Counter } from "../metric/counter.js";
import type { ValueFamily } from "../metric-family.js";
import { decodeFamily } from "./encode-family.js";
import { OwnSnapshot } from "./own-snapshot.js";

let registry: Registry;
let snapshot: OwnSnapshot;
let counter: Counter<"of">;

beforeEach(() => {
  registry = new Registry();
  snapshot = new OwnSnapshot([registry as never]);
  const options = { name: "c_total", help: "c", labelNames: ["of"] as const };
  counter = new Counter({ ...options, registry: registry as never });
  counter.labels({ of: "a" }).inc();
});

const values = () =>
  snapshot.lines
    .map((line) => decodeFamily(line) as ValueFamily)
    .filter(({ name }) => name === "c_total")
    .flatMap(({ series }) => series.map(({ labels, value }) => [labels.of, value]));

test("what has not changed is not read again, what has is", async () => {
  const read = vi.spyOn(counter, "liveFamily");
  await snapshot.readCheap();
  await snapshot.readCheap();
  expect(read).toHaveBeenCalledOnce();
  expect(values()).toEqual([["a", 1]]);
  counter.labels({ of: "a" }).inc();
  await snapshot.readCheap();
  expect(values()).toEqual([["a", 2]]);
  counter.labels({ of: "b" });
  await snapshot.readCheap();
  expect(values()).toEqual([
    ["a", 2],
    ["b", 0],
  ]);
  counter.remove({ of: "b" });
  await snapshot.readAll();
  expect(values()).toEqual([["a", 2]]);
});

test("functions of the application run for scrapes only, and their values stay", async () => {
  const collect = vi.fn(function (this: ForeignGauge) {
    this.set(7);
  });
  new ForeignGauge({ name: "g", help: "g", registers: [registry], collect });
  await snapshot.readAll();
  await snapshot.readCheap();
  expect(collect).toHaveBeenCalledOnce();
  expect(snapshot.lines.map(decodeFamily)).toContainEqual(
    expect.objectContaining({ name: "g", series: [{ labels: {}, value: 7 }] }),
  );
});

test("the end of the process finds what is still being read", () => {
  void snapshot.readAll();
  snapshot.readNow();
  expect(values()).toEqual([["a", 1]]);
});
