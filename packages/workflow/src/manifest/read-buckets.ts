import { parseGoFloat } from "../number/parse-float.js";
import type { Place } from "./place.js";

/** Ascending finite upper bounds; undefined when there are none. */
export function readBuckets(place: Place): number[] | undefined {
  const bounds = place.items().map((item) => {
    const bound = boundOf(item);
    if (bound === undefined) item.fault(`bucket ${JSON.stringify(item.value)} is not a number`);
    return { item, bound: bound ?? Number.NaN };
  });
  bounds.forEach(({ item, bound }, index) => {
    const previous = bounds[index - 1]?.bound ?? -Infinity;
    if (bound <= previous) {
      item.fault(`buckets have to ascend, but ${bound} comes after ${previous}`);
    }
  });
  const finite = bounds.map(({ bound }) => bound).filter((bound) => bound !== Infinity);
  return finite.length === 0 ? undefined : finite;
}

function boundOf({ value }: Place): number | undefined {
  if (typeof value === "number") return Number.isNaN(value) ? undefined : value;
  if (typeof value !== "string") return undefined;
  try {
    const bound = parseGoFloat(value);
    return Number.isNaN(bound) ? undefined : bound;
  } catch {
    return undefined;
  }
}
