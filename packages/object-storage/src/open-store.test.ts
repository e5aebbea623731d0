import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { objectStore } from "./index.js";
import { s3Settings } from "./s3-settings.js";

const families = [
  {
    OBJECT_STORAGE_ENDPOINT_URL: "https://one.example",
    OBJECT_STORAGE_BUCKET_NAME: "one",
    AWS_ACCESS_KEY_ID: "id-one",
    AWS_SECRET_ACCESS_KEY: "secret-one",
  },
  {
    S3_ENDPOINT_URL: "https://two.example",
    CEPH_BUCKET: "two",
    CEPH_BUCKET_PREFIX: "data/two",
    CEPH_KEY_ID: "id-two",
    CEPH_SECRET_KEY: "secret-two",
  },
  {
    THOTH_S3_ENDPOINT_URL: "https://three.example",
    THOTH_CEPH_BUCKET: "three",
    THOTH_CEPH_BUCKET_PREFIX: "data/three",
    THOTH_CEPH_KEY_ID: "id-three",
    THOTH_CEPH_SECRET_KEY: "secret-three",
    THOTH_CEPH_REGION: "here",
  },
];

describe("the environment of an S3 store", () => {
  test.each([
    { environment: families[0], url: "s3://one" },
    { environment: families[1], url: "s3://two/data/two" },
    { environment: families[2], url: "s3://three/data/three" },
  ])("may speak of $url", ({ environment, url }) => {
    expect(objectStore.fromEnv({}, environment).url).toBe(url);
  });

  test("is read in order, an id and its secret from one row", () => {
    const all = Object.assign({}, ...families);
    expect(s3Settings({}, all)).toMatchObject({
      bucket: "one",
      endpoint: "https://one.example",
      accessKeyId: "id-one",
      secretAccessKey: "secret-one",
      region: "here",
    });
    expect(s3Settings({}, { ...all, AWS_SECRET_ACCESS_KEY: "" })).toMatchObject({
      accessKeyId: "id-two",
      secretAccessKey: "secret-two",
    });
  });

  test("never sends the keys of one server to another one", () => {
    // A machine with keys of AWS for something else, and a Ceph for the metrics.
    const [ours, ceph] = [families[0], families[1]] as [object, object];
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = ours as Record<string, string>;
    const aws = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN: "token" };
    expect(s3Settings({}, { ...aws, ...ceph })).toMatchObject({
      endpoint: "https://two.example",
      bucket: "two",
      accessKeyId: "id-two",
      secretAccessKey: "secret-two",
      sessionToken: undefined,
    });
    expect(s3Settings({}, { ...aws, ...families[2] })).toMatchObject({ accessKeyId: "id-three" });
    // A row without keys of its own takes those there are.
    const { CEPH_KEY_ID: _, ...withoutKey } = ceph as Record<string, string>;
    expect(s3Settings({}, { ...aws, ...withoutKey })).toMatchObject({ accessKeyId: "id-one" });
    expect(s3Settings({ bucket: "b" }, { ...aws, ...families[2] })).toMatchObject({
      endpoint: "https://three.example",
      accessKeyId: "id-three",
    });
  });

  test("gives bucket and prefix of the row that has the endpoint", () => {
    const { OBJECT_STORAGE_ENDPOINT_URL: _, ...rest } = families[0] as Record<string, string>;
    expect(s3Settings({}, { ...rest, ...families[1] })).toMatchObject({
      endpoint: "https://two.example",
      bucket: "two",
      prefix: "data/two",
    });
    expect(
      s3Settings({ endpoint: "https://given.example" }, { ...families[1], ...families[0] }),
    ).toMatchObject({
      bucket: "one",
      accessKeyId: "id-one",
    });
  });

  test("yields to options", () => {
    const options = {
      bucket: "b",
      endpoint: "ceph.example:8080/",
      accessKeyId: "i",
      secretAccessKey: "s",
      prefix: "/p/",
    };
    expect(s3Settings(options, families[1] ?? {})).toMatchObject({
      bucket: "b",
      endpoint: "https://ceph.example:8080",
      accessKeyId: "i",
      secretAccessKey: "s",
    });
    expect(objectStore(options).url).toBe("s3://b/p");
  });

  test("may leave the credentials of AWS to the SDK, but not those of another server", () => {
    expect(s3Settings({ bucket: "b" }, {}).endpoint).toBeUndefined();
    expect(() => s3Settings({ bucket: "b", endpoint: "http://localhost" }, {})).toThrow(
      /AWS_ACCESS_KEY_ID.*CEPH_KEY_ID.*THOTH_CEPH_KEY_ID/,
    );
  });

  test("is named when it lacks a bucket", () => {
    expect(() => objectStore.fromEnv({}, {})).toThrow(
      /OBJECT_STORAGE_BUCKET_NAME.*CEPH_BUCKET.*THOTH_CEPH_BUCKET/,
    );
  });
});

test.each([
  { options: { bucket: "b", prefx: "" }, says: /"prefx".*prefix/ },
  { options: { bucket: "b", endpoint: "ftp://x" }, says: /ftp:\/\/x/ },
  { options: { bucket: "b", timeout: "soon" }, says: /"soon"/ },
  { options: { bucket: "b", timeout: 0 }, says: /timeout: 0/ },
  { options: { bucket: "b", maxAttempts: 0 }, says: /maxAttempts 0/ },
  { options: { bucket: "b", accessKeyId: "i" }, says: /no secretAccessKey/ },
  { options: { directory: "" }, says: /directory ""/ },
  { options: { memory: true, size: 1 }, says: /"size"/ },
])("refuses the options $options", ({ options, says }) => {
  expect(() => objectStore(options as never)).toThrow(says);
});

test("shows no secret when it is printed", () => {
  const store = objectStore({ bucket: "b", accessKeyId: "i", secretAccessKey: "hidden" });
  expect(inspect(store, { depth: 9, showHidden: true })).not.toContain("hidden");
});
