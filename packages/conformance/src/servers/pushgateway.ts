import { startServerProcess } from "./server-process.js";

export interface PushgatewayServer {
  url: string;
  pid: number;
  /** The text of its `/metrics`. */
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a real Pushgateway, without persistence, on a free port of the loopback interface. */
export async function startPushgateway(args: string[] = []): Promise<PushgatewayServer> {
  const server = await startServerProcess({
    command: "prometheus-pushgateway",
    args: ["--web.listen-address=127.0.0.1:0", ...args],
    ready: /msg="?Listening on"? address=(\S+)/,
  });
  const url = `http://${server.match[1]}`;
  return {
    url,
    pid: server.pid,
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    stop: server.stop,
  };
}
