import { MetricsError } from "@routemetrics/core";
import { FolderBucket } from "./folder-bucket.js";
import { checkKnown } from "./known-options.js";
import { MemoryBucket } from "./memory-bucket.js";
import { BucketStore, type ObjectStore } from "./object-store.js";
import { S3Bucket } from "./s3-bucket.js";
import { type Environment, type S3Options, s3Settings } from "./s3-settings.js";

/** A local folder; it is created when it is missing. */
export interface FolderOptions {
  readonly directory: string;
  readonly prefix?: string;
}

export interface MemoryOptions {
  readonly memory: true;
  readonly prefix?: string;
}

export type ObjectStoreOptions = S3Options | FolderOptions | MemoryOptions;

/**
 * Opens a store: S3 with `bucket`, a local folder with `directory`, this
 * process's memory with `memory: true`. Opening asks nothing of the network;
 * `connect()` does.
 */
export const objectStore: {
  /** What an S3 store lacks is looked for in the environment. */
  (options: ObjectStoreOptions): ObjectStore;
  /** An S3 store from the environment; what is given wins. */
  fromEnv(options?: S3Options, environment?: Environment): ObjectStore;
} = Object.assign(open, {
  fromEnv: (options: S3Options = {}, environment: Environment = process.env) =>
    openS3(options, environment),
});

function open(options: ObjectStoreOptions): ObjectStore {
  if (typeof options !== "object" || options === null) checkKnown(options, {}, "objectStore");
  if ("directory" in options) {
    checkKnown(options, { directory: "text", prefix: "text" }, "objectStore");
    if (options.directory === undefined || options.directory === "") {
      throw new MetricsError(
        "RM_ERR_INVALID_OPTION",
        `objectStore: directory ${JSON.stringify(options.directory)} is not a path.`,
      );
    }
    return new BucketStore(new FolderBucket(options.directory), options.prefix);
  }
  if ("memory" in options) {
    checkKnown(options, { memory: "flag", prefix: "text" }, "objectStore");
    if (options.memory !== true) {
      throw new MetricsError(
        "RM_ERR_INVALID_OPTION",
        `objectStore: memory cannot be ${JSON.stringify(options.memory)}. Give true, or leave it out.`,
      );
    }
    return new BucketStore(new MemoryBucket(), options.prefix);
  }
  return openS3(options, process.env);
}

function openS3(options: S3Options, environment: Environment): ObjectStore {
  const { prefix, ...settings } = s3Settings(options, environment);
  return new BucketStore(new S3Bucket(settings), prefix);
}
