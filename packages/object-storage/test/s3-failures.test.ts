import { afterAll, afterEach, expect, test } from "vitest";
import { objectStore, type S3Options } from "../src/index.js";
import { freePort } from "./free-port.js";
import { type Fault, startS3Double } from "./s3-double.js";

const keys = { accessKeyId: "testkey", secretAccessKey: "testsecret", region: "here" };
const double = await startS3Double({ ...keys, bucket: "metrics" });
afterAll(() => double.close());
afterEach(() => double.fail([]));

const open = (options: S3Options = {}) =>
  objectStore({ endpoint: double.endpoint, bucket: "metrics", timeout: 0.3, ...keys, ...options });
const hello = new TextEncoder().encode("hello");

test.each([
  {
    wrong: { secretAccessKey: "x" },
    code: "RM_ERR_STORAGE_CREDENTIALS",
    says: /SignatureDoesNotMatch.*secret.*"testkey"/,
  },
  {
    wrong: { accessKeyId: "nobody" },
    code: "RM_ERR_STORAGE_CREDENTIALS",
    says: /InvalidAccessKeyId.*"nobody"/,
  },
  {
    wrong: { accessKeyId: "testkey\n" },
    code: "RM_ERR_STORAGE_CREDENTIALS",
    says: /access key id.*line break/,
  },
  { wrong: { region: "there" }, code: "RM_ERR_STORAGE_CREDENTIALS", says: /region "there"/ },
  { wrong: { bucket: "nothing" }, code: "RM_ERR_STORAGE_BUCKET", says: /no bucket "nothing"/ },
  {
    wrong: { endpoint: "http://nowhere.invalid" },
    code: "RM_ERR_STORAGE_UNREACHABLE",
    says: /nowhere\.invalid/,
  },
])("connecting with $wrong is refused with what to do", async ({ wrong, code, says }) => {
  const refused = { code, message: expect.stringMatching(says) };
  await expect(open(wrong).connect()).rejects.toMatchObject(refused);
  await expect(open(wrong).storeBlob(hello, "x")).rejects.toMatchObject(refused);
  await expect(open(wrong).exists("x")).rejects.toMatchObject(refused);
  await expect(open(wrong).connect()).rejects.not.toThrow(/testsecret/);
});

test("a server that is down is unreachable", async () => {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  await expect(open({ endpoint }).connect()).rejects.toMatchObject({
    code: "RM_ERR_STORAGE_UNREACHABLE",
    message: expect.stringContaining(endpoint),
  });
});

test("an answer that is no S3 is unreachable too", async () => {
  double.fail(() => "web page");
  await expect(open().connect()).rejects.toMatchObject({
    code: "RM_ERR_STORAGE_UNREACHABLE",
    message: expect.stringContaining("does not speak S3"),
  });
});

test.each<{ fault: Fault; code: string }>([
  { fault: "hang", code: "RM_ERR_STORAGE_TIMEOUT" },
  { fault: "reset", code: "RM_ERR_STORAGE_UNREACHABLE" },
  { fault: { status: 403, code: "AccessDenied" }, code: "RM_ERR_STORAGE_CREDENTIALS" },
  { fault: { status: 403, code: "RequestTimeTooSkewed" }, code: "RM_ERR_STORAGE_CREDENTIALS" },
  { fault: { status: 403, code: "QuotaExceeded" }, code: "RM_ERR_STORAGE" },
  { fault: { status: 404, code: "NoSuchBucket" }, code: "RM_ERR_STORAGE_BUCKET" },
  { fault: { status: 503, retryAfter: 0 }, code: "RM_ERR_STORAGE" },
])("a lasting $fault ends with $code and the key", async ({ fault, code }) => {
  double.fail(() => fault);
  await expect(open().storeBlob(hello, "a/b")).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/"a\/b".*"metrics".*http:\/\/127/),
  });
});

test.each<{ fault: Fault }>([
  { fault: "hang" },
  { fault: "reset" },
  { fault: "lose answer" },
  { fault: { delay: 100 } },
  { fault: { status: 500, code: "InternalError" } },
  { fault: { status: 503, code: "SlowDown", retryAfter: 1 } },
])("a passing $fault costs only time", async ({ fault }) => {
  double.fail([fault]);
  await open().storeBlob(hello, "passing");
  double.fail([fault]);
  expect(await open().retrieveBlob("passing")).toEqual(hello);
});

test.each<{ fault: Fault; code: string }>([
  { fault: "reset in body", code: "RM_ERR_STORAGE_UNREACHABLE" },
  { fault: "hang in body", code: "RM_ERR_STORAGE_TIMEOUT" },
])("a download with a $fault is repeated, and never cut short", async ({ fault, code }) => {
  double.objects.set("large", Buffer.alloc(1_000_000, 7));
  double.fail([fault]);
  expect(await open().retrieveBlob("large")).toHaveLength(1_000_000);
  double.fail(() => fault);
  await expect(open().retrieveBlob("large")).rejects.toMatchObject({ code });
});

test("a signal ends a call that hangs, at once and without another attempt", async () => {
  double.fail(() => "hang");
  const before = double.requests.length;
  await expect(
    open({ timeout: 30 }).storeBlob(hello, "x", { signal: AbortSignal.timeout(100) }),
  ).rejects.toMatchObject({ code: "RM_ERR_STORAGE_TIMEOUT" });
  expect(double.requests.length - before).toBe(1);
});

test("a client of the application's own is used as it is", async () => {
  const sent: string[] = [];
  const client = {
    async send(command: object) {
      sent.push(command.constructor.name);
      return { Contents: [{ Key: "x" }] };
    },
  };
  expect(await objectStore({ bucket: "b", client }).exists("x")).toBe(true);
  expect(sent).toEqual(["ListObjectsV2Command"]);
});
