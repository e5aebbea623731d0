import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { requireBinary } from "@routemetrics/conformance/servers";
import { cephConfig, monitorAddresses } from "./ceph-config.js";
import { freePort } from "./free-port.js";

const run = promisify(execFile);

/** Decides whether tests on a real Ceph gateway run here. */
export const hasCeph = (): boolean =>
  requireBinary("ceph-mon", "ceph-osd", "radosgw") === undefined;

/** A Ceph cluster of one node with its S3 gateway, keeping everything in memory. */
export interface Ceph {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Kills the gateway, as a crash would. */
  killGateway(): void;
  startGateway(): Promise<void>;
  /** Stops and continues what holds the objects: the gateway accepts requests and cannot answer. */
  freeze(): void;
  thaw(): void;
  /** Lets a bucket hold at most this many objects. */
  limitObjects(bucket: string, count: number): Promise<void>;
  stop(): void;
}

export async function startCeph(): Promise<Ceph> {
  const folder = mkdtempSync(join(tmpdir(), "ceph-"));
  for (const name of ["mon", "osd", "log", "run", "rgw"]) mkdirSync(join(folder, name));
  const ports = {
    monitor: await freePort(),
    monitorV1: await freePort(),
    gateway: await freePort(),
  };
  const fsid = randomUUID();
  writeFileSync(join(folder, "ceph.conf"), cephConfig(folder, fsid, ports));
  const env = { ...process.env, CEPH_CONF: join(folder, "ceph.conf") };
  const ceph = (program: string, ...args: string[]) =>
    run(program, args, { env, cwd: folder, timeout: 60_000, killSignal: "SIGKILL" }).then(
      ({ stdout }) => stdout,
    );
  const kill = (name: string, signal: NodeJS.Signals) =>
    process.kill(Number(readFileSync(join(folder, "run", `${name}.pid`), "utf8")), signal);

  const endpoint = `http://127.0.0.1:${ports.gateway}`;
  const startGateway = async () => {
    await ceph("radosgw", "-n", "client.rgw");
    await waitFor(`the gateway at ${endpoint}`, () => fetch(endpoint).then((answer) => answer.ok));
  };
  const stop = () => {
    for (const name of ["client.rgw", "osd.0", "mon.a"]) {
      try {
        kill(name, "SIGKILL");
      } catch {
        // It never started, or has been killed by the test.
      }
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    await createKeys(ceph, join(folder, "keyring"));
    const monmap = join(folder, "monmap");
    await ceph(
      "monmaptool",
      "--create",
      "--addv",
      "a",
      monitorAddresses(ports),
      "--fsid",
      fsid,
      monmap,
    );
    await ceph(
      "ceph-mon",
      "-i",
      "a",
      "--mkfs",
      "--monmap",
      monmap,
      "--keyring",
      join(folder, "keyring"),
    );
    await ceph("ceph-mon", "-i", "a");
    await startOsd(ceph);
    await startGateway();
    const keys = ["--access-key=testkey", "--secret-key=testsecret"];
    await ceph("radosgw-admin", "user", "create", "--uid=test", "--display-name=Test", ...keys);
  } catch (error) {
    stop();
    throw error;
  }

  return {
    endpoint,
    accessKeyId: "testkey",
    secretAccessKey: "testsecret",
    killGateway: () => kill("client.rgw", "SIGKILL"),
    startGateway,
    freeze: () => kill("osd.0", "SIGSTOP"),
    thaw: () => kill("osd.0", "SIGCONT"),
    async limitObjects(bucket, count) {
      const quota = ["--quota-scope=bucket", `--bucket=${bucket}`];
      await ceph("radosgw-admin", "quota", "set", ...quota, `--max-objects=${count}`);
      await ceph("radosgw-admin", "quota", "enable", ...quota);
    },
    stop,
  };
}

type Run = (program: string, ...args: string[]) => Promise<string>;

async function createKeys(ceph: Run, keyring: string): Promise<void> {
  const add = (name: string, ...capabilities: string[]) =>
    ceph("ceph-authtool", keyring, "--gen-key", "-n", name, ...capabilities);
  await ceph(
    "ceph-authtool",
    "--create-keyring",
    keyring,
    "--gen-key",
    "-n",
    "mon.",
    "--cap",
    "mon",
    "allow *",
  );
  const all = ["--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *"];
  await add("client.admin", ...all);
  await add("client.rgw", "--cap", "mon", "allow rwx", "--cap", "osd", "allow rwx");
  await add("osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
}

async function startOsd(ceph: Run): Promise<void> {
  const id = randomUUID();
  await ceph("ceph", "osd", "new", id);
  await ceph("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", id);
  await ceph("ceph", "osd", "crush", "add", "osd.0", "1.0", "host=local", "root=default").catch(
    () => {},
  );
  await ceph("ceph-osd", "-i", "0");
  await waitFor("the OSD", async () => (await ceph("ceph", "osd", "stat")).includes("1 up"));
}

async function waitFor(what: string, isReady: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isReady().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${what} did not come up in a minute`);
    await sleep(200);
  }
}
