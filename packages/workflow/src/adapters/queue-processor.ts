import type { TextValue } from "../job/details.js";
import type { JobMetrics } from "../job/job-metrics.js";

/** What a processor is given by BullMQ, and by queues with the same shape of job. */
export interface QueueJob {
  readonly name: string;
  readonly id?: string | undefined;
  readonly data?: unknown;
  /** Attempts that have ended before this one. */
  readonly attemptsMade?: number;
  readonly opts?: { readonly attempts?: number | undefined };
}

/**
 * Wraps a processor of BullMQ: each attempt is a run of the task `name`, or of the job's own
 * name without one. The queue retries, so `retries` is there at the last attempt. Fields of
 * the job's data that are texts, numbers or booleans are `inputs.parameters.*`.
 */
export function queueProcessor<Job extends QueueJob, Rest extends unknown[], T>(
  metrics: JobMetrics,
  processor: (job: Job, ...rest: Rest) => T,
  name?: string,
): (job: Job, ...rest: Rest) => Promise<Awaited<T>> {
  return (job, ...rest) => {
    const attempt = (job.attemptsMade ?? 0) + 1;
    const attempts = job.opts?.attempts ?? 1;
    const counted = attempts > 1 ? { attempt, attempts } : {};
    const options = { ...counted, inputs: inputsOf(job.data) };
    return metrics.runTask(name ?? job.name, options, () => processor(job, ...rest));
  };
}

function inputsOf(data: unknown): Record<string, TextValue> {
  if (typeof data !== "object" || data === null) return {};
  const isText = (value: unknown): value is TextValue =>
    /^(?:string|number|boolean)$/.test(typeof value);
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, TextValue] => isText(entry[1])),
  );
}
