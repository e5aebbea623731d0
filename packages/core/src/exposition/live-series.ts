import type { LiveFamily, LiveSeries } from "../live-family.js";
import type { Labels, MetricFamily, Series } from "../metric-family.js";
import type { Slices } from "../slices.js";
import { addDefaultLabels } from "./default-labels.js";
import type { ExposedFamily } from "./exposed-family.js";
import type { FamilyWriter } from "./family-writer.js";
import { type GatherError, gatherError } from "./gather-error.js";

/** A family that is rendered while it goes on counting. */
export interface ExposedLiveFamily extends ExposedFamily {
  readonly family: LiveFamily;
}

export function isLive(exposed: ExposedFamily): exposed is ExposedLiveFamily {
  return "source" in exposed.family;
}

/**
 * Writes what a live series exposes at this moment; nothing if it cannot be read,
 * as a gauge whose function throws.
 * Between `start` and `end` the writer has what it wrote for the series before.
 */
export function writeLiveSeries(
  writer: FamilyWriter,
  exposed: ExposedLiveFamily,
  series: LiveSeries,
  errors: GatherError[],
  start = 0,
  end = 0,
): void {
  if (series.removed) return;
  const { length } = writer.out;
  const { source, defaultLabels, name } = exposed.family;
  try {
    const view = labelled(source.viewSeries(series), defaultLabels);
    if ("labels" in view) writer.rewriteSeries(exposed, view, start, end);
    else for (const one of view) writer.writeSeries(exposed, one);
  } catch (error) {
    writer.out.clear(length);
    errors.push(gatherError(name, error));
  }
}

/** A live family as plain data; `errors` gets the series that cannot be read. Undefined: none can. */
export async function copyFamily(
  family: LiveFamily,
  slices: Slices,
  errors: GatherError[],
): Promise<MetricFamily | undefined> {
  const { source, defaultLabels, ...head } = family;
  const before = errors.length;
  const copied: (Series | readonly Series[])[] = [];
  for (const series of presentSeries(family)) {
    if (series.removed) continue;
    try {
      copied.push(labelled(source.readSeries(series), defaultLabels));
    } catch (error) {
      errors.push(gatherError(head.name, error));
    }
    if (slices.due) await slices.turn();
  }
  const isEmpty = copied.length === 0 && errors.length > before;
  return isEmpty ? undefined : ({ ...head, series: copied.flat() } as MetricFamily);
}

/** A list of its own: a series that is removed and made anew meanwhile would come twice. */
export function presentSeries({ source }: LiveFamily): readonly LiveSeries[] {
  return [...source.allSeries()];
}

function labelled(
  series: Series | readonly Series[],
  defaults: Labels | undefined,
): Series | readonly Series[] {
  if (defaults === undefined) return series;
  if (!("labels" in series)) return series.map((one) => addDefaultLabels(one, defaults));
  return addDefaultLabels(series, defaults);
}
