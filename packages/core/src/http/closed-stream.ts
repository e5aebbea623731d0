import type { ServerResponse } from "node:http";

/** What is read of an HTTP/2 stream. */
export interface Http2Stream {
  readonly aborted: boolean;
  readonly closed: boolean;
  readonly rstCode: number;
  readonly errored?: NodeJS.ErrnoException | null;
  readonly sentHeaders?: { readonly ":status"?: number };
  readonly session?: { readonly socket?: { readonly destroyed: boolean } } | undefined;
  close(code?: number, callback?: () => void): void;
}

const closedByServer = new WeakSet<Http2Stream>();

/**
 * Notes when the application closes the stream of a response: afterwards nothing
 * tells it from a stream that the client has reset.
 */
export function watchStream(response: ServerResponse): void {
  const { stream } = response as { readonly stream?: Http2Stream };
  if (typeof stream?.close !== "function") return;
  const { close } = stream;
  stream.close = function (this: Http2Stream, ...args: [number?, (() => void)?]): void {
    // Node calls it too, on the streams of a connection that is gone.
    if (!stream.closed && stream.session?.socket?.destroyed === false) closedByServer.add(stream);
    close.apply(this, args);
  };
}

/** True when the application has closed the stream, before the client has. */
export function isClosedByServer(stream: Http2Stream): boolean {
  return closedByServer.has(stream);
}
