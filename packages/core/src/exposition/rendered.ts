/** A scrape's answer as a whole. */
export interface Rendered {
  /** Joined when it is first read: to join many megabytes takes longer than to render them. */
  readonly body: Buffer;
  readonly contentType: string;
  readonly contentEncoding?: string;
}

/** `joined` is called when the chunks are no longer needed. */
export function rendered(
  head: Omit<Rendered, "body">,
  chunks: readonly Buffer[],
  joined: () => void,
): Rendered {
  let body: Buffer | undefined;
  return {
    ...head,
    get body() {
      if (body === undefined) {
        body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
        joined();
      }
      return body;
    },
  };
}
