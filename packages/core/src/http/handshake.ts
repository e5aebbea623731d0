import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

const HEAD = /^HTTP\/1\.[01] (\d{3})/;
export const SWITCHING_PROTOCOLS = 101;

/**
 * True for an upgrade whose handshake was over before the request came to the
 * application (`express-ws`): somebody reads its connection already.
 */
export function isUpgraded({ socket }: IncomingMessage): boolean {
  return socket.listenerCount("data") > 0;
}

/**
 * Calls `ended` with the code that answers an upgrade past its response: a WebSocket
 * server writes to the socket itself, and the response closes only with the socket;
 * without a code when the response itself was the answer.
 * What it writes after the handshake tells that the request has come to its handler.
 */
export function onHandshake(
  { socket }: IncomingMessage,
  response: ServerResponse,
  upgraded: boolean,
  ended: (code?: number) => void,
): void {
  // Node closes only the responses that it made itself.
  response.on("finish", () => ended());
  const restore = [watch(socket, "write", see), watch(socket, "end", see)];
  function see(chunk: unknown): void {
    for (const one of restore) one();
    // A framework that refuses through its response ends it, as with any request.
    if (response.headersSent) return;
    const code = HEAD.exec(String(chunk))?.[1];
    if (code !== undefined) ended(Number(code));
    else if (upgraded) ended(SWITCHING_PROTOCOLS);
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
