import type { Socket } from "node:net";

interface Open {
  end(): void;
}

const waiting = new WeakMap<Socket, Set<Open>>();

/**
 * Ends `open` when the socket closes: one listener per socket, however many wait
 * for it. Returns what lets go of `open` before that.
 */
export function onSocketClose(socket: Socket, open: Open): () => void {
  const all = waiting.get(socket) ?? watch(socket);
  all.add(open);
  return () => void all.delete(open);
}

function watch(socket: Socket): Set<Open> {
  const all = new Set<Open>();
  waiting.set(socket, all);
  socket.once("close", () => {
    for (const one of all) one.end();
  });
  return all;
}
