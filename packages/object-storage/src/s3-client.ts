import { MetricsError } from "@routemetrics/core";

type Sdk = typeof import("@aws-sdk/client-s3");

/** The part of the AWS SDK's `S3Client` that is used; its middleware, credentials and agents are its own. */
export interface S3ClientLike {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own signature has one overload per command
  send(command: any, options?: any): Promise<any>;
}

export interface S3ClientSettings {
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
  /** Milliseconds until an attempt without progress ends. */
  readonly timeout: number;
  readonly maxAttempts: number;
}

/** Loads the SDK when it is needed first: it costs half a second and 60 MB. */
export async function loadSdk(): Promise<Sdk> {
  try {
    return await import("@aws-sdk/client-s3");
  } catch (cause) {
    throw new MetricsError(
      "RM_ERR_STORAGE",
      "S3 needs the package @aws-sdk/client-s3, which could not be loaded: npm install @aws-sdk/client-s3.",
      { cause },
    );
  }
}

export function createClient(sdk: Sdk, settings: S3ClientSettings): S3ClientLike {
  const { endpoint, accessKeyId, secretAccessKey, sessionToken } = settings;
  const isGiven = accessKeyId !== undefined && secretAccessKey !== undefined;
  return new sdk.S3Client({
    region: settings.region,
    // Servers other than AWS have one host name, and refuse the checksums in
    // trailers that the SDK sends by default.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // Without: the SDK's own chain of profiles and roles.
    ...(isGiven && {
      credentials: {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
      },
    }),
    maxAttempts: settings.maxAttempts,
    requestHandler: {
      connectionTimeout: settings.timeout,
      requestTimeout: settings.timeout,
      // Otherwise the SDK logs a warning and goes on waiting.
      throwOnRequestTimeout: true,
      socketTimeout: settings.timeout,
    },
  });
}
