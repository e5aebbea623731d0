import { expect, test } from "vitest";
import { SeriesMap } from "./series-map.js";

class Entry {
  removed = false;
  readonly labelValues: readonly string[];
  constructor(labelValues: readonly string[]) {
    this.labelValues = labelValues;
  }
}

const make = (limit = 10_000) =>
  new SeriesMap(
    limit,
    (labelValues) => new Entry(labelValues),
    () => {},
  );
const remove = (map: SeriesMap<Entry>, entry: Entry) => {
  map.delete(entry.labelValues);
  entry.removed = true;
};

test("label sets that look alike when joined are different series", () => {
  const map = make();
  const sets = [["ab", "c"], ["a", "bc"], ["", "abc"], ["abc", ""], ["abc"], []];
  const entries = sets.map((set) => map.get(set));
  expect(new Set(entries).size).toBe(sets.length);
  expect(sets.map((set) => map.get([...set]))).toEqual(entries);
});

test("what is added, removed and added again is found, in the order of creation", () => {
  const map = make();
  const model = new Map<string, Entry>();
  let seed = 7;
  for (let step = 0; step < 20_000; step++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    const value = String((seed >> 8) % 500);
    const known = model.get(value);
    expect(map.find([value])).toBe(known);
    if (known !== undefined && seed % 3 === 0) {
      remove(map, known);
      model.delete(value);
    } else if (known === undefined) model.set(value, map.get([value]));
  }
  expect([...map.values()]).toEqual([...model.values()]);
  expect(map.size).toBe(model.size);
});

test("whoever walks while series come and go meets no removed one, and none twice", () => {
  const map = make();
  const entries = Array.from({ length: 100 }, (_, index) => map.get([String(index)]));
  const seen: Entry[] = [];
  for (const entry of map.values()) {
    expect(entry.removed).toBe(false);
    seen.push(entry);
    if (seen.length === 10) {
      for (const gone of entries.slice(5, 60)) remove(map, gone);
      for (let index = 1000; index < 1200; index++) map.get([String(index)]);
    }
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(entries.slice(60)));
});
