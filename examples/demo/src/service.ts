import { once } from "node:events";
import { createServer } from "node:net";

/** A running service of the demo. */
export interface Service {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** The port that is asked for, or 0 (any) when somebody listens there already. */
export async function listenPort(port: number): Promise<number> {
  const probe = createServer().listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch {
    return 0;
  }
  probe.close();
  await once(probe, "close");
  return port;
}
