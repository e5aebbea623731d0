/**
 * A thread that sends many requests over a few connections and reads the status lines only, so that
 * a long run takes the server's time and no more.
 *
 * workerData: `url`; `requests`, how many; `heads` to send in turn, or a `seed` to invent them from.
 */
import { METHODS } from "node:http";
import { connect } from "node:net";
import { workerData } from "node:worker_threads";

const CONNECTIONS = 8;
/** Requests that one connection sends at once; of more, Express' own listeners on the socket would be too many for Node. */
const PIPELINED = 8;
const STATUS_LINE = "HTTP/1.1 ";
const METHODS_SENT = METHODS.filter((method) => method !== "CONNECT");

const { url, requests, heads, seed } = workerData;
const next = heads === undefined ? invention(seed) : inTurn(heads);
let left = requests;
await Promise.all(Array.from({ length: CONNECTIONS }, sendOverOneConnection));

async function sendOverOneConnection() {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay().setEncoding("latin1");
  let unanswered = 0;
  let rest = "";
  const sendMore = () => {
    const heads = [];
    for (; heads.length < PIPELINED && left > 0; left--) heads.push(next());
    unanswered = heads.length;
    if (unanswered === 0) socket.destroy();
    else socket.write(heads.map((head) => `${head}\r\n\r\n`).join(""), "latin1");
  };
  socket.on("connect", sendMore).on("data", (chunk) => {
    const text = rest + chunk;
    for (let at = text.indexOf(STATUS_LINE); at !== -1; at = text.indexOf(STATUS_LINE, at + 1)) {
      unanswered--;
    }
    rest = text.slice(1 - STATUS_LINE.length);
    if (unanswered === 0) sendMore();
  });
  await new Promise((resolve, reject) => socket.on("error", reject).on("close", resolve));
  if (unanswered > 0)
    throw new Error(`${unanswered} requests were not answered, the last: ${rest}`);
}

function inTurn(all) {
  let index = 0;
  return () => all[index++ % all.length];
}

/** Heads that a client makes up, always the same for a seed; every third is below a route. */
function invention(seed) {
  let state = seed;
  // xorshift32
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const pick = (from) => from[random() % from.length];
  const text = () => random().toString(36);
  return () =>
    [
      `${pick(METHODS_SENT)} ${pick(["/", "/users/", "/?"])}${text()} HTTP/1.1`,
      // A host of digits alone is an address, or none: a server may refuse it before the application.
      `Host: ${text()}.test`,
      `X-${text()}: ${text()}`,
      `X-Forwarded-Host: ${text()}`,
    ].join("\r\n");
}
