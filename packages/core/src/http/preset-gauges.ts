import { Gauge } from "../metric/gauge.js";
import type { RegistryLike } from "../registry-like.js";
import { applicationVersion } from "./application-version.js";
import type { Measurement } from "./measurement.js";
import { OpenConnections } from "./open-connections.js";
import { type MemoryPart, type Preset, type PresetGauges, prefixedName } from "./preset.js";

/** Makes one gauge of a preset. */
type Create = (
  name: string,
  help: string,
  options?: { readonly labelNames?: readonly string[]; readonly aggregation?: "max" },
) => Gauge<string>;

/** Registers the gauges of a preset; returns what they have to see of each request. */
export function presetGauges(
  preset: Preset,
  prefix: string | undefined,
  registry: RegistryLike,
): ((measurement: Measurement) => void)[] {
  const { gauges } = preset;
  if (gauges === undefined) return [];
  const create: Create = (name, help, options) =>
    new Gauge({
      name: prefixedName(preset, prefix, name),
      help,
      registry,
      liveOnly: true,
      ...options,
    });
  const { up, cpuPercentage, openConnections } = gauges;
  if (up !== undefined) create(up, "1: the process is up.", { aggregation: "max" }).set(1);
  describeApplication(gauges, create);
  for (const [part, name] of Object.entries(gauges.memory ?? {})) {
    const read = () => process.memoryUsage()[part as MemoryPart];
    create(name, `Memory of the process in bytes: ${part}.`).setFunction(read);
  }
  if (cpuPercentage !== undefined) {
    create(cpuPercentage, "CPU since the last scrape, in percent.").setFunction(cpuReader());
  }
  if (openConnections === undefined) return [];
  const help = "Open connections of the server.";
  const connections = new OpenConnections({ name: openConnections, help, registry });
  return [({ rawRequest }) => connections.see(rawRequest)];
}

function describeApplication({ applicationVersion: name }: PresetGauges, create: Create): void {
  const version = name === undefined ? undefined : applicationVersion();
  if (name === undefined || version === undefined) return;
  const [major = "", minor = "", patch = ""] = version.split(/[.+-]/);
  const help = "The version of the application, from its package.json.";
  const labelNames = ["version", "major", "minor", "patch"];
  const gauge = create(name, help, { labelNames, aggregation: "max" });
  gauge.labels({ version, major, minor, patch }).set(1);
}

/** Reads the CPU time per elapsed time since it was last called. */
function cpuReader(): () => number {
  let since = { at: process.hrtime.bigint(), cpu: process.cpuUsage() };
  return () => {
    const { user, system } = process.cpuUsage(since.cpu);
    const elapsed = Number(process.hrtime.bigint() - since.at) / 1000;
    since = { at: process.hrtime.bigint(), cpu: process.cpuUsage() };
    return (100 * (user + system)) / elapsed;
  };
}
