/** A scrape's answer as a whole. */
export interface Rendered {
  /** Joined when it is first read: to join many megabytes takes longer than to render them. */
  readonly body: Buffer;
  /** The body in pieces, which are not to be changed: those of unchanged series are given again. */
  readonly chunks: readonly Buffer[];
  readonly contentType: string;
  readonly contentEncoding?: string;
}

export function rendered(head: Omit<Rendered, "body">): Rendered {
  let body: Buffer | undefined;
  return {
    ...head,
    get body() {
      const { chunks } = head;
      body ??= chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      return body;
    },
  };
}
