#!/usr/bin/env node
import { runDoctor } from "./doctor/command.js";

runDoctor(process.argv.slice(2)).then(
  ({ output, exitCode }) => {
    process.stdout.write(output);
    process.exitCode = exitCode;
  },
  (error: Error) => {
    process.stderr.write(
      `routemetrics-doctor: ${error.message}\nSee routemetrics-doctor --help.\n`,
    );
    process.exitCode = 2;
  },
);
