import { allMetrics, checkDefinitions } from "../manifest/definitions.js";
import { formatProblem, readManifest } from "../manifest/load-metrics.js";
import type { ValidateArguments } from "./arguments.js";
import type { Terminal } from "./terminal.js";

/** Prints every fault of the manifests; resolves with 1 when there is one. */
export function validateCommand(options: ValidateArguments, terminal: Terminal): number {
  const { files, parameters, substitution } = options;
  let faults = 0;
  const fault = (message: string) => {
    faults += 1;
    terminal.stderr.write(`${message}\n`);
  };
  const loaded = files.flatMap((file) => {
    try {
      const { specs, problems } = readManifest(file, { parameters, substitution });
      for (const problem of problems) fault(formatProblem(problem));
      return [specs];
    } catch (error) {
      fault((error as Error).message);
      return [];
    }
  });
  const metrics = allMetrics(loaded);
  try {
    if (faults === 0) checkDefinitions(metrics);
  } catch (error) {
    fault((error as Error).message);
  }
  if (faults === 0) {
    terminal.stdout.write(`${files.join(", ")}: ${metrics.size} metrics, no faults\n`);
  }
  return faults === 0 ? 0 : 1;
}
