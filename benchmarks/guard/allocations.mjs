// Prints how many bytes the recording of one finished request allocates.
import { recordRequests } from "./record-requests.mjs";

const REQUESTS = 50_000;

function bytesOfRound() {
  gc();
  const before = process.memoryUsage().heapUsed;
  recordRequests(REQUESTS);
  return (process.memoryUsage().heapUsed - before) / REQUESTS;
}

// The engine compiles in the background: on a busy machine some rounds come before it is done.
console.log(Math.min(...Array.from({ length: 20 }, bytesOfRound)));
process.exit();
