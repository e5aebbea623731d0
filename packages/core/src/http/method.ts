/** The label value of every method that is not standard. */
export const OTHER_METHOD = "<other>";

/**
 * RFC 9110, PATCH and QUERY. Node's parser knows some thirty more (PROPFIND,
 * M-SEARCH …), which would let a client multiply the series of every route.
 */
const STANDARD: readonly string[] = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
  "QUERY",
];

/** Method labels by index, the last one stands for all others. */
export const METHOD_LABELS: readonly string[] = [...STANDARD, OTHER_METHOD];

/** The position of the method in `METHOD_LABELS`. */
export function methodIndex(method: string | undefined): number {
  // The usual ones first; a lookup in a Map costs more than these comparisons.
  if (method === "GET") return 0;
  if (method === "POST") return 2;
  const index = STANDARD.indexOf(method ?? "GET");
  return index === -1 ? STANDARD.length : index;
}
