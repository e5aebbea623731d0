/** An answer without metrics. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ALLOWED = "GET, HEAD, OPTIONS";

/** What a request to the metrics gets because of its method; undefined: the metrics. */
export function methodAnswer(method: string | undefined): PlainAnswer | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  if (method === "OPTIONS") return { status: 200, headers: { allow: ALLOWED }, body: "" };
  return {
    status: 405,
    headers: { allow: ALLOWED, "content-type": "text/plain; charset=utf-8" },
    body: "Metrics are read with GET.\n",
  };
}
