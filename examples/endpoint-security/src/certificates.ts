import { readFileSync } from "node:fs";
import { m } from "./own-port.js";

/** With `ca` only scrapers with a certificate of that authority are answered. */
export const startScrapeServer = (folder: string, port = 9465) =>
  m.startServer({
    host: "127.0.0.1",
    port,
    tls: {
      cert: readFileSync(`${folder}/server-cert.pem`),
      key: readFileSync(`${folder}/server-key.pem`),
      ca: readFileSync(`${folder}/ca.pem`),
    },
  });
