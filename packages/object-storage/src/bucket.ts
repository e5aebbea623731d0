/** What is to be stored: bytes, or the path of a local file that is streamed. */
export type Content = Uint8Array | { readonly file: string };

export interface CallOptions {
  /** Ends the call early; what was sent may still arrive at the storage. */
  readonly signal?: AbortSignal;
}

/**
 * One place that holds objects under keys: all that S3, a folder and memory do
 * differently. Keys here are whole, the store's prefix included.
 *
 * Every failure is a `MetricsError` with one of the codes `RM_ERR_STORAGE…`.
 */
export interface Bucket {
  /** Names the place in messages, without credentials and without a slash at its end. */
  readonly url: string;
  /** Proves that the place answers, exists and lets us in. */
  check(options: CallOptions): Promise<void>;
  /** Replaces the object as a whole: no reader ever sees a part of it. */
  put(key: string, content: Content, options: CallOptions): Promise<void>;
  get(key: string, options: CallOptions): Promise<Uint8Array>;
  has(key: string, options: CallOptions): Promise<boolean>;
  /** Keys that begin with `prefix`, in the order of their UTF-8 bytes. */
  keys(prefix: string, options: CallOptions): AsyncIterable<string>;
  /** A key that is not there is no error. */
  delete(key: string, options: CallOptions): Promise<void>;
}

/** The order in which S3 lists keys; JavaScript's own differs beyond U+FFFF. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
