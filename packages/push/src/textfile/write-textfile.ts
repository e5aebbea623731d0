import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  gather,
  isFollower,
  MetricsError,
  type RegistryLike,
  renderText,
} from "@routemetrics/core";
import { callback, checkArgument, checkOptions, registries, text } from "../check-options.js";
import { createReporter, type OnError } from "../report.js";
import { withoutTimestamps } from "../without-timestamps.js";

export interface TextfileOptions {
  /** Told about collectors that fail; the other metrics are written. Default: a process warning. */
  readonly onError?: OnError;
}

/**
 * Writes all metrics to a file for the textfile collector of the node exporter,
 * which reads `*.prom`. The file is replaced at once: no reader sees half of it. Of a
 * registry of `onlyOneWorker()` only the worker that leads writes.
 *
 * @throws RM_ERR_PUSH when it cannot be written; an older file then stays as it was.
 */
export async function writeTextfile(
  path: string,
  registry: RegistryLike | readonly RegistryLike[],
  options: TextfileOptions = {},
): Promise<void> {
  checkOptions("writeTextfile", options, [], { onError: callback });
  checkArgument("writeTextfile", "path", path, text);
  checkArgument("writeTextfile", "registry", registry, registries);
  if (isFollower(registry)) return;
  const { families, errors } = await gather(registry);
  const { report } = createReporter(options.onError);
  for (const { error } of errors) report(error);
  // In the same folder, where a rename is atomic; without .prom, so that nobody reads it.
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await writeReadable(temporary, renderText(withoutTimestamps(families)));
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    const message = `"${path}" was not written: ${(cause as Error).message}. Give a file in a folder that exists and that this process may write to.`;
    throw new MetricsError("RM_ERR_PUSH", message, { cause });
  }
}

async function writeReadable(path: string, text: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(text);
    // Whatever the umask: the exporter mostly runs as another user.
    await file.chmod(0o644);
    await file.sync();
  } finally {
    await file.close();
  }
}
