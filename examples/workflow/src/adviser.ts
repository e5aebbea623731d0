import { pushgateway } from "@routemetrics/push";
import { type JobMetrics, jobMetrics, loadMetrics } from "@routemetrics/workflow";

const metrics: JobMetrics = jobMetrics({
  specs: loadMetrics(new URL("../adviser.yaml", import.meta.url)),
});

/** Runs the workflow, pushes its metrics when it has ended, and gives what `advise` gave. */
export async function runAdviser<T>(url: string, advise: () => T): Promise<Awaited<T>> {
  try {
    return await metrics.runWorkflow("adviser", (workflow) => workflow.task("advise", advise));
  } finally {
    await pushgateway({ url, job: "adviser" }).push(metrics.registry);
  }
}
