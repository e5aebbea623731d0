import { parseRun, parseValidate, USAGE, UsageError } from "./arguments.js";
import { runCommand } from "./run-command.js";
import type { Terminal } from "./terminal.js";
import { validateCommand } from "./validate-command.js";

/**
 * Runs one command. Resolves with the exit code: that of the program; 1 for faulty
 * manifests; 2 for a wrong command line or a manifest that keeps `run` from starting.
 */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [command, ...rest] = argv;
  try {
    if (command === "run") return await runCommand(parseRun(rest), terminal);
    if (command === "validate") return validateCommand(parseValidate(rest), terminal);
    if (command === "help" || command === "--help" || command === "-h") {
      terminal.stdout.write(USAGE);
      return 0;
    }
    const wrong = command === undefined ? "give a command" : `there is no command ${command}`;
    throw new UsageError(`${wrong}\n\n${USAGE}`);
  } catch (error) {
    terminal.stderr.write(`routemetrics-job: ${(error as Error).message}\n`);
    return 2;
  }
}
