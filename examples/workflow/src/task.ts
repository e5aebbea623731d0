import { jobMetrics, loadMetrics } from "@routemetrics/workflow";

const adviser: URL = new URL("../adviser.yaml", import.meta.url);

export const m = jobMetrics({ specs: loadMetrics(adviser) });
await m.runTask("advise", { inputs: { size: "small" }, retries: 2 }, async (task) => {
  task.setOutput("rows", 42); // outputs.parameters.rows
  task.setResult("done"); // outputs.result; else what the function returns
  task.setStatus("Skipped"); // else Succeeded, or Failed when it throws
});
