import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Service } from "./service.js";

interface Visit {
  readonly method: string;
  /** `*` becomes a number below 1000. */
  readonly path: string;
  readonly perSecond: number;
}

const VISITS: Readonly<Record<string, readonly Visit[]>> = {
  shop: [
    { method: "GET", path: "/", perSecond: 8 },
    { method: "GET", path: "/products", perSecond: 5 },
    { method: "GET", path: "/products/*", perSecond: 6 },
    { method: "POST", path: "/carts/*/items", perSecond: 3 },
    { method: "POST", path: "/checkout", perSecond: 2 },
    { method: "GET", path: "/reports/2026", perSecond: 0.8 },
    { method: "GET", path: "/wp-login.php", perSecond: 0.2 },
  ],
  search: [
    { method: "GET", path: "/suggest", perSecond: 9 },
    { method: "GET", path: "/search", perSecond: 6 },
    { method: "GET", path: "/search/fulltext", perSecond: 0.7 },
    { method: "PUT", path: "/index/*", perSecond: 2 },
    { method: "GET", path: "/documents/*", perSecond: 4 },
    { method: "GET", path: "/.env", perSecond: 0.2 },
  ],
};
const STEP_MS = 50;
/** Requests per second swing by this share, every few minutes. */
const SWING = 0.35;

/** Visits the services as a crowd would, until the result is called. */
export function startTraffic(services: readonly Service[]): () => void {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const stopped = new AbortController();
  for (const { name, url } of services) {
    void visitForever(url, VISITS[name] ?? [], agent, stopped.signal);
  }
  return () => {
    stopped.abort();
    agent.destroy();
  };
}

async function visitForever(
  url: string,
  visits: readonly Visit[],
  agent: Agent,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    const swing = 1 + SWING * Math.sin((Date.now() / 200_000) * 2 * Math.PI);
    for (const { method, path, perSecond } of visits) {
      const due = perSecond * swing * (STEP_MS / 1000);
      for (let left = due; Math.random() < left; left--) visit(url, method, path, agent);
    }
    await sleep(STEP_MS, undefined, { signal: stopped }).catch(() => {});
  }
}

function visit(url: string, method: string, path: string, agent: Agent): void {
  const target = url + path.replace("*", () => String(Math.floor(Math.random() * 1000)));
  request(target, { method, agent }, (response) => response.resume())
    .on("error", () => {}) // Only when the demo stops.
    .end();
}
