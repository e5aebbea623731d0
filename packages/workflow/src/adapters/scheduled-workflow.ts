import type { JobMetrics } from "../job/job-metrics.js";
import type { WorkflowContext } from "../job/workflow-context.js";

/**
 * A function for a schedule of croner, node-cron or a timer: each call is a run of the
 * workflow `name`. A failure goes to `onFailure`, since a schedule has nobody who would
 * catch it; without it, the promise rejects with it.
 */
export function scheduledWorkflow<T>(
  metrics: JobMetrics,
  name: string,
  run: (workflow: WorkflowContext) => T,
  onFailure?: (error: unknown) => void,
): () => Promise<void> {
  return async () => {
    try {
      await metrics.runWorkflow(name, { scheduledTime: new Date() }, run);
    } catch (error) {
      if (!onFailure) throw error;
      onFailure(error);
    }
  };
}
