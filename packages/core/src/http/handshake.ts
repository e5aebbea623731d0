import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

const HEAD = /^HTTP\/1\.[01] (\d{3})/;

/**
 * Calls `ended` with the code that answers an upgrade past its response: a WebSocket
 * server writes to the socket itself, and the response closes only with the socket.
 */
export function onHandshake(
  { socket }: IncomingMessage,
  response: ServerResponse,
  ended: (code: number) => void,
): void {
  const restore = [watch(socket, "write", see), watch(socket, "end", see)];
  function see(chunk: unknown): void {
    for (const one of restore) one();
    // A framework that refuses through its response ends it, as with any request.
    if (response.headersSent) return;
    const code = HEAD.exec(String(chunk))?.[1];
    if (code !== undefined) ended(Number(code));
  }
}

/** Shows `see` what a method of the socket is called with; gives what undoes it. */
function watch(socket: Socket, name: "write" | "end", see: (chunk: unknown) => void): () => void {
  const original = socket[name] as (...args: unknown[]) => unknown;
  const own = Object.hasOwn(socket, name);
  const watched = function (this: Socket, ...args: unknown[]): unknown {
    see(args[0]);
    return original.apply(this, args);
  };
  (socket as unknown as Record<string, unknown>)[name] = watched;
  return () => {
    if ((socket[name] as unknown) !== watched) return;
    if (own) (socket as unknown as Record<string, unknown>)[name] = original;
    else Reflect.deleteProperty(socket, name);
  };
}
