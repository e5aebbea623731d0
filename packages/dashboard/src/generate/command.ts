import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { MetricsError } from "@routemetrics/core";
import { alertRules } from "./alert-rules.js";
import type { GenerateOptions } from "./generate-options.js";
import { grafanaDashboards } from "./grafana-dashboards.js";
import { recordingRules } from "./recording-rules.js";
import { toYaml } from "./yaml.js";

export const USAGE = `Usage: routemetrics-dashboards [options]

Writes Grafana dashboards (*.json), recording-rules.yaml and alert-rules.yaml.

  --out <folder>         where to write, default "dashboards"
  --config <file>        the options of your metrics: JSON, or a module that exports them
                         as "options" or by default
  --preset <name>        as the option preset
  --prefix <text>        as the option prefix
  --slo <seconds>        as the option slo.latency
  --availability <share> share of requests without a server error, default 0.999
  --latency <share>      share of requests faster than the SLO, default 0.99
  --histograms <kind>    what Prometheus stores: classic (default) or native
  --selector <promql>    which series the rules are about, such as job="shop"
  --title <text>         stands in the titles of the dashboards
  --help
`;

const FLAGS = {
  out: { type: "string", default: "dashboards" },
  config: { type: "string" },
  preset: { type: "string" },
  prefix: { type: "string" },
  slo: { type: "string" },
  availability: { type: "string" },
  latency: { type: "string" },
  histograms: { type: "string" },
  selector: { type: "string" },
  title: { type: "string" },
  help: { type: "boolean" },
} as const;

/** Runs the command; returns what it has to say. */
export async function runCommand(args: readonly string[]): Promise<string> {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  if (values.help) return USAGE;
  const { out, config, ...flags } = values;
  const options = { ...(config ? await readConfig(config) : {}), ...optionsOf(flags) };
  const files = generateFiles(options);
  await makeFolder(out);
  for (const [name, text] of Object.entries(files)) await writeFile(join(out, name), text);
  return Object.keys(files)
    .map((name) => `${join(out, name)}\n`)
    .join("");
}

/** Node's own `recursive` never ends where the system makes no folders, as below /proc. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path);
}

/** All files by name. */
function generateFiles(options: GenerateOptions): Record<string, string> {
  const dashboards = grafanaDashboards(options).map((dashboard) => [
    `${dashboard.uid.replace("routemetrics-", "")}.json`,
    `${JSON.stringify(dashboard, null, 2)}\n`,
  ]);
  return {
    ...Object.fromEntries(dashboards),
    "recording-rules.yaml": toYaml(recordingRules(options)),
    "alert-rules.yaml": toYaml(alertRules(options)),
  };
}

async function readConfig(file: string): Promise<GenerateOptions> {
  const path = resolve(file);
  if (path.endsWith(".json")) return JSON.parse(await readFile(path, "utf8"));
  const module = await import(pathToFileURL(path).href);
  return module.options ?? module.default?.options ?? module.default;
}

type Flags = { readonly [K in keyof typeof FLAGS]?: string | boolean | undefined };

function optionsOf({
  preset,
  prefix,
  slo,
  availability,
  latency,
  ...rest
}: Flags): GenerateOptions {
  const { histograms, selector, title } = rest;
  if (histograms !== undefined && histograms !== "classic" && histograms !== "native") {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `--histograms is "${histograms}": it takes classic or native.`,
    );
  }
  const objective = {
    ...(availability === undefined ? {} : { availability: Number(availability) }),
    ...(latency === undefined ? {} : { latency: Number(latency) }),
  };
  const given = { preset, prefix, histograms, selector, title };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(slo === undefined ? {} : { slo: { latency: Number(slo) } }),
    ...(Object.keys(objective).length > 0 ? { objective } : {}),
  };
}
