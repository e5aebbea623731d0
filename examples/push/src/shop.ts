import { startGraphite, startRemoteWrite, writeTextfile } from "@routemetrics/push";
import { register } from "prom-client";

export interface Receivers {
  readonly remoteWrite: string;
  readonly textfile: string;
  readonly graphitePort: number;
}

/** Leaves the metrics with three receivers; for a service one of them is enough. */
export async function sendOnce({ remoteWrite, textfile, graphitePort }: Receivers): Promise<void> {
  const sender = startRemoteWrite({
    registry: register,
    url: remoteWrite,
    labels: { job: "shop", instance: "shop-1" },
  });
  await sender.stop(); // at the end: sends the rest and ends the series

  await writeTextfile(textfile, register);

  const bridge = startGraphite({
    host: "127.0.0.1",
    port: graphitePort,
    registry: register,
    tags: true,
  });
  await bridge.stop();
}
