import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Internals of Node that its connections have. A socket always has the same shape, while
 * Express gives each request and response one of its own, in which V8 searches for every property
 * anew: one that is read of the socket costs a thousandth of one that is read of those.
 */
interface ServerSocket extends Socket {
  /** The response whose turn it is, until it is finished. */
  readonly _httpMessage?: unknown;
  /** Null after an upgrade, and once the connection has closed. */
  readonly parser?: unknown;
}

/**
 * True for a response as nearly all are: HTTP/1, open, its turn has come, and no upgrade.
 * False says nothing: whoever wants to know asks the response itself.
 */
export function isServed(socket: Socket | null, response: ServerResponse): boolean {
  if (socket === null) return false;
  const { _httpMessage, parser } = socket as ServerSocket;
  return _httpMessage === response && parser !== null;
}

/** True when a response that was served is finished, and all of it has been handed to a connection that lives on. */
export function isFinished(socket: Socket | null, response: ServerResponse): boolean {
  if (socket === null) return false;
  return (socket as ServerSocket)._httpMessage !== response && !socket.destroyed;
}
