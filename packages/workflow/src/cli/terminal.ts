import type { Writable } from "node:stream";

/** Where a command writes to. */
export interface Terminal {
  readonly stdout: Writable;
  readonly stderr: Writable;
}
