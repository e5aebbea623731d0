import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { objectStore } from "../src/index.js";
import { MemoryBucket } from "../src/memory-bucket.js";
import { BucketStore } from "../src/object-store.js";
import { startS3Double } from "./s3-double.js";
import { testStore } from "./store-contract.js";

const memory = new MemoryBucket();
testStore("memory", (prefix) => new BucketStore(memory, prefix));

const directory = mkdtempSync(join(tmpdir(), "store-"));
afterAll(() => rmSync(directory, { recursive: true }));
testStore("a local folder", (prefix) => objectStore({ directory, prefix }));

const keys = { accessKeyId: "testkey", secretAccessKey: "testsecret", bucket: "metrics" };
const double = await startS3Double(keys);
afterAll(() => double.close());
testStore("the S3 double", (prefix) => objectStore({ endpoint: double.endpoint, ...keys, prefix }));
