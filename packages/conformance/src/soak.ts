import type { AdapterUnderTest } from "./adapter-under-test.js";

/** How many requests the long cases send. */
export interface Soak {
  /** At random, as clients may invent them. */
  readonly abuse: number;
  /** After which nothing may be left behind. */
  readonly leaks: number;
}

const QUICK: Soak = { abuse: 4_000, leaks: 2_000 };
const SHORT: Soak = { abuse: 4_000, leaks: 10_000 };

/** In CI what the adapter asks for, else less; `ROUTEMETRICS_ABUSE` and `ROUTEMETRICS_LEAK` decide for all. */
export function soakOf({ soak = SHORT }: AdapterUnderTest): Soak {
  const { CI, ROUTEMETRICS_ABUSE, ROUTEMETRICS_LEAK } = process.env;
  const { abuse, leaks } = CI ? soak : QUICK;
  return { abuse: Number(ROUTEMETRICS_ABUSE ?? abuse), leaks: Number(ROUTEMETRICS_LEAK ?? leaks) };
}
