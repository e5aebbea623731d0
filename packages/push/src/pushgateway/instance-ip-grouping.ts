import { networkInterfaces } from "node:os";

/** A grouping by the first address of this machine that others can reach: `{ instance: "10.0.0.7" }`. */
export function instanceIpGrouping(): { instance: string } {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const reachable = addresses.filter((one) => !one.internal && !one.address.startsWith("fe80:"));
  const first = reachable.find((one) => one.family === "IPv4") ?? reachable[0];
  return { instance: first?.address ?? "127.0.0.1" };
}
