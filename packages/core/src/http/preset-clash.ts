import { MetricsError } from "../errors.js";
import type { MetricsOptions } from "../options/metrics-options.js";
import { type Preset, prefixedName } from "./preset.js";
import { PRESETS, presetNamesOf } from "./presets.js";

/** Throws when two presets would share a metric: its sums would count every request twice. */
export function checkDistinct({ preset, prefix, defaults }: MetricsOptions): void {
  if (defaults === false) return;
  const owners = new Map<string, string>();
  for (const name of presetNamesOf(preset)) {
    const metric = durationName(PRESETS[name], prefix);
    const owner = owners.get(metric);
    if (owner !== undefined) {
      throw new MetricsError(
        "RM_ERR_DUPLICATE_METRIC",
        `The presets "${owner}" and "${name}" both have ${metric}, whose sums would count every ` +
          "request twice: choose one of the two, or give the other one metrics() of its own, " +
          "with another registry and endpoint.",
      );
    }
    owners.set(metric, name);
  }
}

/** Presets that share a name of any kind share this one. */
function durationName(preset: Preset, prefix: string | undefined): string {
  return prefixedName(preset, prefix, preset.duration.name);
}
