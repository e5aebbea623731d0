#!/usr/bin/env node
import { runCommand, USAGE } from "./generate/command.js";

runCommand(process.argv.slice(2)).then(
  (text) => process.stdout.write(text),
  (error: Error) => {
    process.stderr.write(`routemetrics-dashboards: ${error.message}\n\n${USAGE}`);
    process.exitCode = 1;
  },
);
