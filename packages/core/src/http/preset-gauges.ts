import { Gauge } from "../metric/gauge.js";
import type { RegistryLike } from "../registry-like.js";
import { applicationVersion } from "./application-version.js";
import type { Measurement } from "./measurement.js";
import { OpenConnections } from "./open-connections.js";
import { type Preset, prefixedName } from "./preset.js";

/** Registers the gauges of a preset; returns what they have to see of each request. */
export function presetGauges(
  preset: Preset,
  prefix: string | undefined,
  registry: RegistryLike,
): ((measurement: Measurement) => void)[] {
  const { up, applicationVersion: version, openConnections } = preset.gauges ?? {};
  const constant = (name: string, help: string, labels: Readonly<Record<string, string>> = {}) => {
    const gauge = new Gauge<string>({
      name: prefixedName(preset, prefix, name),
      help,
      registry,
      labelNames: Object.keys(labels),
      aggregation: "max",
      liveOnly: true,
    });
    gauge.labels(labels).set(1);
  };
  if (up !== undefined) constant(up, "1: the process is up.");
  const known = version === undefined ? undefined : applicationVersion();
  if (version !== undefined && known !== undefined) {
    const [major = "", minor = "", patch = ""] = known.split(/[.+-]/);
    const labels = { version: known, major, minor, patch };
    constant(version, "The version of the application, from its package.json.", labels);
  }
  if (openConnections === undefined) return [];
  const help = "Open connections of the server.";
  const connections = new OpenConnections({ name: openConnections, help, registry });
  return [({ rawRequest }) => connections.see(rawRequest)];
}
