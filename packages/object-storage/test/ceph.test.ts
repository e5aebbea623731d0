import { execFile, execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type ObjectStore, objectStore } from "../src/index.js";
import { type Ceph, hasCeph, startCeph } from "./ceph.js";
import { createBucket } from "./s3-bucket.js";
import { testStore } from "./store-contract.js";

const PYTHON = "/usr/bin/python3";

function hasBoto3(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import boto3"], { stdio: "ignore" });
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    console.warn("Skipped, not installed: boto3 (Debian: apt-get install python3-boto3)");
    return false;
  }
}

describe.skipIf(!hasCeph())("on a real Ceph gateway", () => {
  let ceph: Ceph;
  const open = (bucket: string, options: object = {}): ObjectStore => {
    const { endpoint, accessKeyId, secretAccessKey } = ceph;
    return objectStore({ endpoint, accessKeyId, secretAccessKey, bucket, ...options });
  };
  beforeAll(async () => {
    ceph = await startCeph();
    await createBucket(ceph, "contract");
    await createBucket(ceph, "faults");
  }, 120_000);
  afterAll(() => ceph?.stop());

  testStore("Ceph", (prefix) => open("contract", { prefix }));

  test.each([
    { wrong: { secretAccessKey: "x" }, code: "RM_ERR_STORAGE_CREDENTIALS" },
    { wrong: { accessKeyId: "nobody" }, code: "RM_ERR_STORAGE_CREDENTIALS" },
    { wrong: { bucket: "nothing" }, code: "RM_ERR_STORAGE_BUCKET" },
  ])("connecting with $wrong is refused", async ({ wrong, code }) => {
    await expect(open("contract", wrong).connect()).rejects.toMatchObject({ code });
    await expect(open("contract", wrong).exists("x")).rejects.toMatchObject({ code });
  });

  test("a clock that is an hour off is corrected with the second attempt, and named without one", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    await open("contract").connect();
    await expect(open("contract", { maxAttempts: 1 }).connect()).rejects.toMatchObject({
      code: "RM_ERR_STORAGE_CREDENTIALS",
      message: expect.stringMatching(/RequestTimeTooSkewed.*clocks/),
    });
  });

  test.skipIf(!hasBoto3())("Python reads our documents and writes the same bytes", async () => {
    const store = open("contract", { prefix: "python" });
    const document = {
      metadata: { document_id: "report-1", arguments: ["--x", "ünï ✓ 😀 \u007f"], duration: 12 },
      result: {
        numbers: [0.1, 1.5e-7, 1e-5, 123456789012, -2.5, 1e300 / 3, Number.NaN, -Infinity],
        nothing: [{}, [], null, true, ""],
      },
    };
    await store.storeDocument(document, "ours.json");
    const script = fileURLToPath(new URL("documents.py", import.meta.url));
    const keys = ["python/ours.json", "python/theirs.json"];
    await promisify(execFile)(PYTHON, [script, ceph.endpoint, "contract", ...keys]);
    expect(await store.retrieveDocument("theirs.json")).toEqual(document);
    expect(Buffer.from(await store.retrieveBlob("theirs.json")).toString()).toBe(
      Buffer.from(await store.retrieveBlob("ours.json")).toString(),
    );
  });

  test("a gateway that freezes is a timeout, and the write succeeds once it thaws", async () => {
    const store = open("faults", { timeout: 0.5, maxAttempts: 2 });
    await store.storeBlob(Buffer.from("before"), "frozen");
    ceph.freeze();
    try {
      await expect(store.storeBlob(Buffer.from("after"), "frozen")).rejects.toMatchObject({
        code: "RM_ERR_STORAGE_TIMEOUT",
      });
    } finally {
      ceph.thaw();
    }
    await open("faults", { maxAttempts: 5 }).storeBlob(Buffer.from("after"), "frozen");
    expect(Buffer.from(await store.retrieveBlob("frozen")).toString()).toBe("after");
  });

  // Before anything is killed: changing a quota waits for every gateway that ever was.
  test("a full quota says so", async () => {
    await createBucket(ceph, "small");
    await ceph.limitObjects("small", 1);
    const store = open("small");
    await store.storeBlob(Buffer.from(""), "one");
    await expect(store.storeBlob(Buffer.from(""), "two")).rejects.toThrow(/QuotaExceeded/);
  });

  test("a killed gateway is unreachable, and has everything when it is back", async () => {
    const store = open("faults");
    await store.storeBlob(Buffer.from("kept"), "killed");
    ceph.killGateway();
    await expect(store.connect()).rejects.toMatchObject({ code: "RM_ERR_STORAGE_UNREACHABLE" });
    await ceph.startGateway();
    expect(Buffer.from(await store.retrieveBlob("killed")).toString()).toBe("kept");
  });
});
