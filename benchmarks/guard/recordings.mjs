// Records a number of finished requests, and ends.
//   node recordings.mjs <requests>
import { recordRequests } from "./record-requests.mjs";

recordRequests(Number(process.argv[2]));
process.exit();
