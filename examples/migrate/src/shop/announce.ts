import type { AddressInfo, Server } from "node:net";

/** Says where the service is, which may be a port that the system chose. */
export function announce(server: Server): void {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}
