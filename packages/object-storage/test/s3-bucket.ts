import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { S3Options } from "../src/index.js";

/** Creates a bucket of its own for one group of tests; returns how to open it. */
export async function createBucket(
  server: { endpoint: string; accessKeyId: string; secretAccessKey: string },
  bucket: string,
): Promise<S3Options & { readonly bucket: string }> {
  const { endpoint, accessKeyId, secretAccessKey } = server;
  const client = new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return { endpoint, accessKeyId, secretAccessKey, bucket };
}
