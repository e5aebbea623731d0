import type { LiveFamily } from "../live-family.js";
import type { MetricFamily, Series } from "../metric-family.js";
import { Slices } from "../slices.js";

/** The family as plain data. The event loop turns in between, however many series there are. */
export async function copyFamily({ head, source }: LiveFamily): Promise<MetricFamily> {
  const slices = new Slices();
  const copied: (Series | readonly Series[])[] = [];
  // A list of its own: a series that is removed and made anew meanwhile would come twice.
  for (const series of [...source.allSeries()]) {
    if (!series.removed) copied.push(source.readSeries(series));
    if (slices.due) await slices.turn();
  }
  return { ...head, series: copied.flat() } as MetricFamily;
}
