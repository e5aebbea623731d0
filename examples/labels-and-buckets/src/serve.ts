import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Express } from "express";

/** Serves an application on a free port of the loopback interface. */
export async function serve(app: Express): Promise<{ url: string; close(): void }> {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
