import { MetricsError } from "@routemetrics/core";
import { type Duration, timerMilliseconds } from "./duration.js";
import { checkKnown, type Options } from "./known-options.js";
import type { S3BucketSettings } from "./s3-bucket.js";
import type { S3ClientLike } from "./s3-client.js";

/** What is not given here is looked for in the environment. */
export interface S3Options {
  /** URL of the server, such as `https://ceph.example.org`; AWS when there is none. */
  readonly endpoint?: string;
  readonly bucket?: string;
  /** Goes before every id, with a slash between. */
  readonly prefix?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  /** `us-east-1` unless given; only AWS cares. */
  readonly region?: string;
  /** Ends an attempt that makes no progress; 10 seconds unless given. */
  readonly timeout?: Duration;
  /** How often a call is tried in all; 3 unless given. */
  readonly maxAttempts?: number;
  /** An `S3Client` of the AWS SDK, used as it is instead of one made from these options. */
  readonly client?: S3ClientLike;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const OPTIONS: Options = {
  endpoint: "text",
  bucket: "text",
  prefix: "text",
  accessKeyId: "text",
  secretAccessKey: "text",
  sessionToken: "text",
  region: "text",
  timeout: "any",
  maxAttempts: "any",
  client: "object",
};

/** The variables that belong together, in the order in which they are tried. */
const ROWS = [
  {
    endpoint: "OBJECT_STORAGE_ENDPOINT_URL",
    bucket: "OBJECT_STORAGE_BUCKET_NAME",
    prefix: "OBJECT_STORAGE_PREFIX",
    keys: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  },
  {
    endpoint: "S3_ENDPOINT_URL",
    bucket: "CEPH_BUCKET",
    prefix: "CEPH_BUCKET_PREFIX",
    keys: ["CEPH_KEY_ID", "CEPH_SECRET_KEY"],
  },
  {
    endpoint: "THOTH_S3_ENDPOINT_URL",
    bucket: "THOTH_CEPH_BUCKET",
    prefix: "THOTH_CEPH_BUCKET_PREFIX",
    keys: ["THOTH_CEPH_KEY_ID", "THOTH_CEPH_SECRET_KEY"],
  },
] as const;
const REGIONS = ["AWS_REGION", "AWS_DEFAULT_REGION", "CEPH_REGION", "THOTH_CEPH_REGION"];

type Row = (typeof ROWS)[number];

/** The row that names the server, or else the bucket, comes first: its keys are for that server. */
function rowsFor(options: S3Options, environment: Environment): readonly Row[] {
  const home =
    (options.endpoint ? undefined : ROWS.find(({ endpoint }) => environment[endpoint])) ??
    (options.bucket ? undefined : ROWS.find(({ bucket }) => environment[bucket]));
  return home === undefined ? ROWS : [home, ...ROWS.filter((row) => row !== home)];
}

/** Completes the options from the environment, and says what is missing. */
export function s3Settings(
  options: S3Options,
  environment: Environment,
): S3BucketSettings & { readonly prefix: string } {
  checkKnown(options, OPTIONS, "objectStore");
  if (options.client !== undefined && typeof options.client.send !== "function") {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      "objectStore: client has no method send. Give an S3Client of the AWS SDK.",
    );
  }
  const rows = rowsFor(options, environment);
  const find = (name: "endpoint" | "bucket" | "prefix"): string | undefined =>
    options[name] || rows.map((row) => environment[row[name]]).find(Boolean);

  const bucket =
    find("bucket") ??
    missing(
      "bucket",
      ROWS.map((row) => row.bucket),
    );
  const endpoint = checkEndpoint(find("endpoint"));
  const keys = findKeys(options, environment, rows);
  if (endpoint !== undefined && options.client === undefined && keys.accessKeyId === undefined) {
    missing(
      "accessKeyId and secretAccessKey",
      ROWS.map(({ keys: [id, secret] }) => `${id} with ${secret}`),
    );
  }
  return {
    bucket,
    prefix: find("prefix") ?? "",
    endpoint,
    region: options.region || REGIONS.map((name) => environment[name]).find(Boolean) || "us-east-1",
    ...keys,
    timeout: timerMilliseconds(options.timeout ?? 10, "timeout"),
    maxAttempts: checkAttempts(options.maxAttempts ?? 3),
    client: options.client,
  };
}

function findKeys(options: S3Options, environment: Environment, rows: readonly Row[]) {
  const { accessKeyId, secretAccessKey, sessionToken } = options;
  if (accessKeyId !== undefined || secretAccessKey !== undefined) {
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
    missing(accessKeyId ? "secretAccessKey" : "accessKeyId", []);
  }
  for (const { keys } of rows) {
    const [id, secret, token] = keys;
    if (environment[id] && environment[secret]) {
      return {
        accessKeyId: environment[id],
        secretAccessKey: environment[secret],
        sessionToken: token && environment[token],
      };
    }
  }
  return { accessKeyId: undefined, secretAccessKey: undefined, sessionToken: undefined };
}

function checkEndpoint(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  const url = endpoint.includes("://") ? endpoint : `https://${endpoint}`;
  if (URL.canParse(url) && /^https?:/.test(url)) return url.replace(/\/+$/, "");
  throw new MetricsError(
    "RM_ERR_INVALID_OPTION",
    `objectStore: endpoint "${endpoint}" is not a URL. Give one such as "https://ceph.example.org:8080".`,
  );
}

function checkAttempts(attempts: number): number {
  if (Number.isInteger(attempts) && attempts > 0) return attempts;
  throw new MetricsError(
    "RM_ERR_INVALID_OPTION",
    `objectStore: maxAttempts ${attempts} is not a whole number above 0.`,
  );
}

function missing(option: string, variables: readonly string[]): never {
  const looked = variables.length === 0 ? "" : `, or set one of ${variables.join(", ")}`;
  throw new MetricsError(
    "RM_ERR_INVALID_OPTION",
    `objectStore: no ${option}. Give it as an option${looked}.`,
  );
}
