import { MetricsError } from "@routemetrics/core";
import { type Duration, milliseconds } from "./duration.js";
import { checkKnown } from "./known-options.js";
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

const OPTIONS = [
  ...["endpoint", "bucket", "prefix", "accessKeyId", "secretAccessKey", "sessionToken", "region"],
  ...["timeout", "maxAttempts", "client"],
];

/** In the order in which they are tried. */
const NAMES = {
  endpoint: ["OBJECT_STORAGE_ENDPOINT_URL", "S3_ENDPOINT_URL", "THOTH_S3_ENDPOINT_URL"],
  bucket: ["OBJECT_STORAGE_BUCKET_NAME", "CEPH_BUCKET", "THOTH_CEPH_BUCKET"],
  prefix: ["OBJECT_STORAGE_PREFIX", "CEPH_BUCKET_PREFIX", "THOTH_CEPH_BUCKET_PREFIX"],
  region: ["AWS_REGION", "AWS_DEFAULT_REGION", "CEPH_REGION", "THOTH_CEPH_REGION"],
} as const;

/** An id and a secret belong together: both come from one row. */
const KEYS = [
  ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  ["CEPH_KEY_ID", "CEPH_SECRET_KEY"],
  ["THOTH_CEPH_KEY_ID", "THOTH_CEPH_SECRET_KEY"],
] as const;

/** Completes the options from the environment, and says what is missing. */
export function s3Settings(
  options: S3Options,
  environment: Environment,
): S3BucketSettings & { readonly prefix: string } {
  checkKnown(options, OPTIONS, "objectStore");
  const find = (name: keyof typeof NAMES): string | undefined =>
    options[name] || NAMES[name].map((variable) => environment[variable]).find(Boolean);

  const bucket = find("bucket") ?? missing("bucket", [...NAMES.bucket]);
  const endpoint = checkEndpoint(find("endpoint"));
  const keys = findKeys(options, environment);
  if (endpoint !== undefined && options.client === undefined && keys.accessKeyId === undefined) {
    missing(
      "accessKeyId and secretAccessKey",
      KEYS.map(([id, secret]) => `${id} with ${secret}`),
    );
  }
  return {
    bucket,
    prefix: find("prefix") ?? "",
    endpoint,
    region: find("region") ?? "us-east-1",
    ...keys,
    timeout: milliseconds(options.timeout ?? 10, "timeout"),
    maxAttempts: checkAttempts(options.maxAttempts ?? 3),
    client: options.client,
  };
}

function findKeys(options: S3Options, environment: Environment) {
  const { accessKeyId, secretAccessKey, sessionToken } = options;
  if (accessKeyId !== undefined || secretAccessKey !== undefined) {
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
    missing(accessKeyId ? "secretAccessKey" : "accessKeyId", []);
  }
  for (const [id, secret, token] of KEYS) {
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
