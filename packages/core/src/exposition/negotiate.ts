import { type AcceptedItem, parseAccept } from "./accept-header.js";
import type { Format } from "./format.js";

/**
 * Chooses the format that an `Accept` header prefers, text 0.0.4 when it knows none.
 *
 * A scrape is never refused: an answer in the oldest format is worth more than a 406.
 */
export function negotiateFormat(accept: string | undefined): Format {
  for (const item of parseAccept(accept ?? "")) {
    const format = item.quality > 0 ? formatOf(item) : undefined;
    if (format !== undefined) return format;
  }
  return "text";
}

function formatOf({ value, parameters }: AcceptedItem): Format | undefined {
  const version = parameters.get("version");
  switch (value) {
    case "application/vnd.google.protobuf":
      return parameters.get("proto") === "io.prometheus.client.MetricFamily" &&
        parameters.get("encoding") === "delimited"
        ? "protobuf"
        : undefined;
    case "application/openmetrics-text":
      return version === undefined || version === "1.0.0" || version === "0.0.1"
        ? "openmetrics"
        : undefined;
    case "text/plain":
      // Version 1.0.0, which Prometheus 3 asks for too, allows names that 0.0.4 does not.
      return version === undefined || version === "0.0.4" ? "text" : undefined;
    case "text/*":
    case "*/*":
      return "text";
    default:
      return undefined;
  }
}

/** Chooses gzip where an `Accept-Encoding` header allows it and does not prefer to go without. */
export function negotiateEncoding(acceptEncoding: string | undefined): "gzip" | "identity" {
  const items = parseAccept(acceptEncoding ?? "");
  const quality = (...names: string[]) => items.find(({ value }) => names.includes(value))?.quality;
  const gzip = quality("gzip", "x-gzip") ?? quality("*") ?? 0;
  return gzip > 0 && gzip >= (quality("identity") ?? 0) ? "gzip" : "identity";
}
