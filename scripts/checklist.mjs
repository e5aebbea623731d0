const failed = [];

/** Runs one check of many: a failure is reported at the end and does not stop the others. */
export function check(title, action) {
  console.log(title);
  try {
    action();
  } catch (error) {
    console.error(error.message);
    failed.push(title);
  }
}

/** Prints what failed and ends the process accordingly. */
export function finish() {
  if (failed.length > 0) console.error(["Failed:", ...failed].join("\n  "));
  process.exit(failed.length > 0 ? 1 : 0);
}
