import { once } from "node:events";
import { get } from "node:http";
import type { Stream } from "node:stream";

/** Sends a request and closes the connection at once, before any answer. */
export async function leaveBeforeAnswer(url: string): Promise<void> {
  const request = get(url, { agent: false });
  request.on("error", () => {});
  const closed = closeOf(request);
  request.on("finish", () => request.destroy());
  await closed;
}

/** Sends a request and closes the connection with the first bytes of the answer. */
export async function leaveInAnswer(url: string): Promise<void> {
  const request = get(url, { agent: false });
  request.on("error", () => {});
  const [response] = await once(request, "response");
  response.on("error", () => {});
  await once(response, "data");
  const closed = closeOf(response);
  request.destroy();
  await closed;
}

/** Whatever errors come before. */
function closeOf(stream: Stream): Promise<void> {
  return new Promise((resolve) => stream.on("close", resolve));
}
