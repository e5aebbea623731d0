import type { ServerResponse } from "node:http";

/** What is read of an HTTP/2 stream. */
export interface Http2Stream {
  readonly aborted: boolean;
  readonly closed: boolean;
  readonly destroyed: boolean;
  readonly rstCode: number;
  readonly errored?: NodeJS.ErrnoException | null;
  readonly sentHeaders?: { readonly ":status"?: number };
  readonly session?: { readonly socket?: { readonly destroyed: boolean } } | undefined;
  close(code?: number, callback?: () => void): void;
  once(event: "aborted", listener: () => void): unknown;
}

const closedByServer = new WeakSet<Http2Stream>();
const leftByClient = new WeakSet<Http2Stream>();

/**
 * Notes who ends the stream of a response before its end: afterwards nothing tells
 * a stream that the application closes from one that the client resets.
 *
 * `left` is called when the client does: what still waits to be sent can keep such
 * a stream from closing as long as its connection lives.
 */
export function watchStream(response: ServerResponse, left: () => void): void {
  const { stream } = response as { readonly stream?: Http2Stream };
  if (typeof stream?.close !== "function") return;
  const { close } = stream;
  stream.close = function (this: Http2Stream, ...args: [number?, (() => void)?]): void {
    // Node calls it too, on the streams of a connection that is gone.
    if (!stream.closed && stream.session?.socket?.destroyed === false) closedByServer.add(stream);
    close.apply(this, args);
  };
  stream.once("aborted", () => {
    // One that the server destroys is destroyed by now.
    if (stream.destroyed || closedByServer.has(stream)) return;
    leftByClient.add(stream);
    left();
  });
}

/** True when the application has closed the stream, before the client has. */
export function isClosedByServer(stream: Http2Stream): boolean {
  return closedByServer.has(stream);
}

/** True when the client has reset the stream, or lost its connection, before the response was ended. */
export function isLeftByClient(stream: Http2Stream): boolean {
  return leftByClient.has(stream);
}
