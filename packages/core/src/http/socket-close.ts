import type { Socket } from "node:net";

interface Open {
  end(): void;
}

const waiting = new WeakMap<Socket, Set<Open>>();

/** Ends `open` when the socket closes: one listener per socket, however many wait for it. */
export function onSocketClose(socket: Socket, open: Open): void {
  const known = waiting.get(socket);
  if (known !== undefined) {
    known.add(open);
    return;
  }
  const all = new Set([open]);
  waiting.set(socket, all);
  socket.once("close", () => {
    for (const one of all) one.end();
  });
}
