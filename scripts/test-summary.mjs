// The last line of a CI run: how many tests passed and failed, from vitest's report.
import { readFileSync } from "node:fs";

const file = new URL("../.cache/test-results.json", import.meta.url);
try {
  const report = JSON.parse(readFileSync(file, "utf8"));
  // A file that cannot be loaded fails without a failed test.
  const failed = Math.max(report.numFailedTests, report.success ? 0 : 1);
  console.log(`tests: ${report.numPassedTests} passed, ${failed} failed`);
} catch {
  console.log("tests: 0 passed, 1 failed");
}
