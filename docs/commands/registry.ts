import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** Packages as npm gets them, by name. */
export interface PackageRegistry {
  readonly url: string;
  readonly names: readonly string[];
  stop(): void;
}

/** Packs the public packages as built into `folder`, and answers npm's questions about them. */
export async function startRegistry(folder: string): Promise<PackageRegistry> {
  const pnpm = [join(root, "scripts", "pnpm.mjs"), "--silent", "-r", "--filter", "./packages/*"];
  await run(process.execPath, [...pnpm, "pack", "--pack-destination", folder], { cwd: root });
  const packages = new Map<string, { manifest: object; file: string }>();
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".tgz"))) {
    const file = join(folder, name);
    const { stdout } = await run("tar", ["-xzOf", file, "package/package.json"]);
    const manifest = JSON.parse(stdout);
    if (!manifest.private) packages.set(manifest.name, { manifest, file });
  }

  // npm keeps answers by their address: each run has another one.
  const base = `/${randomUUID()}/`;
  const server = createServer((request, response) => {
    const [name = "", isFile] = decodeURIComponent(request.url ?? "")
      .slice(base.length)
      .split(".tgz", 2);
    const found = packages.get(name);
    if (found === undefined) response.writeHead(404).end("{}");
    else if (isFile !== undefined) response.end(readFileSync(found.file));
    else response.end(JSON.stringify(answer(name, found, url)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`;
  return { url, names: [...packages.keys()], stop: () => server.close() };
}

function answer(name: string, found: { manifest: object; file: string }, url: string): object {
  const { version } = found.manifest as { version: string };
  const integrity = `sha512-${createHash("sha512").update(readFileSync(found.file)).digest("base64")}`;
  const dist = { tarball: `${url}${name}.tgz`, integrity };
  const versions = { [version]: { ...found.manifest, dist } };
  return { name, "dist-tags": { latest: version }, versions };
}
