import { MetricsError, type MetricsErrorCode } from "@routemetrics/core";

/** What was attempted where, for the message. */
export interface S3Attempt {
  readonly action: "connect to" | "store" | "read" | "find" | "list" | "delete";
  readonly key?: string;
  readonly bucket: string;
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string | undefined;
}

interface SdkError {
  readonly name?: string;
  readonly Code?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

type Explain = (attempt: S3Attempt) => string;
const withKeyId: Explain = ({ accessKeyId }) =>
  accessKeyId === undefined ? "" : ` (access key id "${accessKeyId}")`;

/** What each answer means to whoever has to mend it. Servers of Ceph send no text of their own. */
const KNOWN: Readonly<Record<string, readonly [MetricsErrorCode, Explain]>> = {
  SignatureDoesNotMatch: [
    "RM_ERR_STORAGE_CREDENTIALS",
    (attempt) => `the secret access key is wrong${withKeyId(attempt)}`,
  ],
  InvalidAccessKeyId: [
    "RM_ERR_STORAGE_CREDENTIALS",
    (attempt) => `the server does not know the access key id${withKeyId(attempt)}`,
  ],
  AccessDenied: [
    "RM_ERR_STORAGE_CREDENTIALS",
    (attempt) => `this key may not do that${withKeyId(attempt)}: grant it the permission`,
  ],
  ExpiredToken: ["RM_ERR_STORAGE_CREDENTIALS", () => "the session token has expired: renew it"],
  CredentialsProviderError: [
    "RM_ERR_STORAGE_CREDENTIALS",
    () => "no credentials: give accessKeyId and secretAccessKey, or set them in the environment",
  ],
  // Node refuses the header that holds them.
  ERR_INVALID_CHAR: [
    "RM_ERR_STORAGE_CREDENTIALS",
    () => "the access key id or token holds what no key has, such as a line break: correct it",
  ],
  RequestTimeTooSkewed: [
    "RM_ERR_STORAGE_CREDENTIALS",
    () => "the clocks of this machine and of the server differ too much: set this one's",
  ],
  AuthorizationHeaderMalformed: [
    "RM_ERR_STORAGE_CREDENTIALS",
    ({ region }) => `the region "${region}" is not the server's: set region`,
  ],
  NoSuchBucket: [
    "RM_ERR_STORAGE_BUCKET",
    ({ bucket }) => `there is no bucket "${bucket}": create it, or correct the name`,
  ],
  InvalidBucketName: ["RM_ERR_STORAGE_BUCKET", ({ bucket }) => `"${bucket}" is not a bucket name`],
  PermanentRedirect: [
    "RM_ERR_STORAGE_BUCKET",
    ({ region }) => `the bucket is not in the region "${region}": set region`,
  ],
  NoSuchKey: ["RM_ERR_STORAGE_NOT_FOUND", () => "there is no such object"],
  QuotaExceeded: ["RM_ERR_STORAGE", () => "the quota is used up: delete objects, or raise it"],
  BadDigest: ["RM_ERR_STORAGE", () => "the bytes changed on their way: repeat"],
  SlowDown: ["RM_ERR_STORAGE", () => "the server is overloaded: repeat later"],
  ServiceUnavailable: ["RM_ERR_STORAGE", () => "the server is not ready: repeat later"],
};

const UNREACHABLE: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPROTO",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Turns whatever the SDK threw into an error that says what to do. */
export function s3Failure(cause: unknown, attempt: S3Attempt): MetricsError {
  if (isMetricsError(cause)) return cause;
  const error = (cause ?? {}) as SdkError;
  const [code, reason] = classify(error, attempt);
  const object = attempt.key === undefined ? "" : ` "${attempt.key}" in`;
  const where = `${attempt.action}${object} bucket "${attempt.bucket}" at ${attempt.endpoint}`;
  return new MetricsError(code, `Cannot ${where}: ${reason}.`, { cause });
}

function classify(error: SdkError, attempt: S3Attempt): readonly [MetricsErrorCode, string] {
  const status = error.$metadata?.httpStatusCode;
  for (const name of [error.name, error.Code, error.code]) {
    const known = name === undefined ? undefined : KNOWN[name];
    if (known) {
      return [
        known[0],
        `${name}${status === undefined ? "" : ` (${status})`}, ${known[1](attempt)}`,
      ];
    }
  }
  const code = error.code ?? "";
  // First: the SDK calls a broken connection a TimeoutError too.
  if (UNREACHABLE.has(code)) {
    return ["RM_ERR_STORAGE_UNREACHABLE", `${code}, is the endpoint right and the server running`];
  }
  if (error.name === "TimeoutError" || error.name === "AbortError") {
    return [
      "RM_ERR_STORAGE_TIMEOUT",
      "no answer in time: is the server overloaded, or behind a firewall",
    ];
  }
  if (error.message?.includes("Deserialization error") || error.message?.includes("char '")) {
    return [
      "RM_ERR_STORAGE_UNREACHABLE",
      "what answers there does not speak S3: check the endpoint",
    ];
  }
  const name = error.Code ?? error.name ?? "unknown error";
  return [
    "RM_ERR_STORAGE",
    `${name}${status === undefined ? "" : ` (${status})`} ${error.message ?? ""}`.trim(),
  ];
}

/** By shape, since an application may load this library twice. */
function isMetricsError(error: unknown): error is MetricsError {
  return error instanceof Error && error.name === "MetricsError" && "code" in error;
}
