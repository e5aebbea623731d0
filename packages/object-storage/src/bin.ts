#!/usr/bin/env node
import { run } from "./cli/run.js";

// A reader such as `head` may leave early.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

void run(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
