import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

const hmac = (key: string | Buffer, text: string) =>
  createHmac("sha256", key).update(text).digest();
export const sha256 = (data: string | Buffer): string =>
  createHash("sha256").update(data).digest("hex");

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Any region passes when there is none. */
  readonly region?: string;
}

/** Checks a request's AWS Signature Version 4; returns the S3 error code of what is wrong. */
export function checkSignature(
  request: IncomingMessage,
  body: Buffer,
  credentials: Credentials,
): string | undefined {
  const header =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      request.headers.authorization ?? "",
    );
  if (!header) return "AccessDenied";
  const [, credential = "", signedHeaders = "", signature = ""] = header;
  const [keyId, day = "", region = "", service = "", terminator = ""] = credential.split("/");
  if (keyId !== credentials.accessKeyId) return "InvalidAccessKeyId";
  if (credentials.region !== undefined && region !== credentials.region) {
    return "AuthorizationHeaderMalformed";
  }
  const date = String(request.headers["x-amz-date"]);
  if (Math.abs(parseDate(date) - Date.now()) > 15 * 60_000) return "RequestTimeTooSkewed";

  const scope = [day, region, service, terminator].join("/");
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical(request, signedHeaders))];
  const key = [day, region, service, terminator].reduce<string | Buffer>(
    hmac,
    `AWS4${credentials.secretAccessKey}`,
  );
  const expected = hmac(key, toSign.join("\n"));
  const given = Buffer.from(signature, "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return "SignatureDoesNotMatch";
  }
  const payload = String(request.headers["x-amz-content-sha256"]);
  if (payload.startsWith("STREAMING-")) return "MissingContentLength";
  const isHashed = payload !== "UNSIGNED-PAYLOAD";
  return isHashed && payload !== sha256(body) ? "XAmzContentSHA256Mismatch" : undefined;
}

function canonical(request: IncomingMessage, signedHeaders: string): string {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const parameters = query
    .split("&")
    .filter((parameter) => parameter !== "")
    .map((parameter) => (parameter.includes("=") ? parameter : `${parameter}=`))
    .sort();
  const headers = signedHeaders.split(";").map(
    (name) =>
      `${name}:${String(request.headers[name] ?? "")
        .trim()
        .replace(/ +/g, " ")}\n`,
  );
  return [
    request.method,
    path,
    parameters.join("&"),
    headers.join(""),
    signedHeaders,
    request.headers["x-amz-content-sha256"],
  ].join("\n");
}

/** Reads `20261122T100000Z`. */
function parseDate(text: string): number {
  return Date.parse(
    text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
}
