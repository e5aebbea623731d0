import { startServer } from "@routemetrics/core";
import { processRequest } from "./process-requests.js";

const { url } = await startServer({ port: Number(process.env.PORT ?? 8000) });
console.log(url);
for (;;) await processRequest(1);
