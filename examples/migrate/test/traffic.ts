/** "GET /path", with a body for POST. */
export type Sent = string;

const BODY = JSON.stringify({ article: "tea" });

/** What every package counts alike: matched routes, answered to the end, of all kinds of outcome. */
export const TRAFFIC: readonly Sent[] = [
  ...Array<Sent>(3).fill("GET /"),
  ...Array<Sent>(2).fill("GET /orders"),
  "GET /orders?page=2",
  "POST /orders",
  ...Array<Sent>(2).fill("GET /slow"),
  "GET /gone",
  "GET /fail",
  "GET /reports/daily",
];

/** Sends requests one after the other and reads each answer to its end. */
export async function send(url: string, requests: readonly Sent[]): Promise<void> {
  for (const request of requests) {
    const [method = "", path] = request.split(" ");
    const post = { body: BODY, headers: { "content-type": "application/json" } };
    const response = await fetch(`${url}${path}`, { method, ...(method === "POST" && post) });
    await response.text();
  }
}
