import http from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the double does with one request. */
export type Behaviour =
  | { status: number; headers?: Record<string, string>; body?: string; delay?: number }
  | "hang"
  | "reset";

export interface FaultServer {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** How many requests were without an answer at the same time, at most. */
  readonly mostAtOnce: number;
  /** Behaviours of the next requests; afterwards it answers 200 again. */
  next(...behaviours: Behaviour[]): void;
  /** The behaviour of every request that `next` does not cover. */
  always(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** A server that fails as it is told, and remembers what it got. */
export async function startFaultServer(): Promise<FaultServer> {
  const requests: SeenRequest[] = [];
  const queue: Behaviour[] = [];
  const sockets = new Set<Socket>();
  let usual: Behaviour = { status: 200 };
  let open = 0;
  let mostAtOnce = 0;
  const server = http.createServer(async (request, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++open);
    response.on("close", () => open--);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const { method = "", url = "", headers } = request;
    requests.push({ method, path: url, headers, body: Buffer.concat(chunks) });
    const behaviour = queue.shift() ?? usual;
    if (behaviour === "hang") return;
    if (behaviour === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    const answer = () => {
      response.writeHead(behaviour.status, behaviour.headers);
      response.end(behaviour.body);
    };
    if (behaviour.delay) setTimeout(answer, behaviour.delay);
    else answer();
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    next: (...behaviours) => queue.push(...behaviours),
    always: (behaviour) => {
      usual = behaviour;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
