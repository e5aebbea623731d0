export type { CallOptions } from "./bucket.js";
export type { DumpAccount } from "./dump-account.js";
export type { DumpFormat } from "./dump-id.js";
export type { DumpOptions, SpoolOptions } from "./dump-options.js";
export type { Duration } from "./duration.js";
export { type MergeOptions, mergeDumps } from "./merge-dumps.js";
export type { ObjectStore, StoredDocument } from "./object-store.js";
export {
  type FolderOptions,
  type MemoryOptions,
  type ObjectStoreOptions,
  objectStore,
} from "./open-store.js";
export { type DumpSelection, readDump } from "./read-dump.js";
export { type PruneOptions, prune, type RetentionOptions } from "./retention.js";
export type { S3ClientLike } from "./s3-client.js";
export type { Environment, S3Options } from "./s3-settings.js";
export { type DeadlineOptions, type Dump, startDump } from "./start-dump.js";
