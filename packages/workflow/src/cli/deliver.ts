import type { Writable } from "node:stream";
import type { RegistryLike } from "@routemetrics/core";
import type { RunArguments } from "./arguments.js";

type Target = Pick<RunArguments, "push" | "pushJob" | "group" | "dump" | "timeout">;

/** Pushes and dumps what a program left in the registry; what fails is said and changes nothing. */
export async function deliver(
  registry: RegistryLike,
  target: Target,
  stderr: Writable,
): Promise<void> {
  const say = (what: string) => (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`routemetrics-job: ${what}: ${reason}\n`);
  };
  await Promise.all([
    push(registry, target).catch(say("the metrics could not be pushed")),
    dump(registry, target, say("the metrics could not be dumped")).catch(
      say("the metrics could not be dumped"),
    ),
  ]);
}

async function push(registry: RegistryLike, target: Target): Promise<void> {
  const { push: url, pushJob: job, group: groupings, timeout } = target;
  if (url === undefined) return;
  const { pushgateway } = await import("@routemetrics/push");
  await pushgateway({ url, job, groupings, timeout }).pushAdd(registry);
}

async function dump(
  registry: RegistryLike,
  { dump: place, pushJob: job, timeout }: Target,
  onError: (error: Error) => void,
): Promise<void> {
  if (place === undefined) return;
  const { objectStore, startDump } = await import("@routemetrics/object-storage");
  const bucket = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place);
  const store = objectStore(
    bucket
      ? { bucket: bucket[1] as string, ...(bucket[2] && { prefix: bucket[2] }) }
      : { directory: place },
  );
  const dumper = startDump({
    registry,
    store,
    every: false,
    labels: { job },
    deadline: timeout,
    onError,
  });
  await dumper.stop();
}
