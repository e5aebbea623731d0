import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireBinary } from "@routemetrics/conformance/servers";

const ENVIRONMENT = {
  ...process.env,
  GO111MODULE: "off",
  GOPATH: "/usr/share/gocode",
  GOFLAGS: "",
};

/** Why Go programs cannot be built here, for `describe.skipIf`; throws instead when CI is set. */
export function missingGo(): string | undefined {
  const reason = requireBinary("go");
  if (reason) return reason;
  const packages = ["prometheus/client_golang/prometheus", "prometheus/common/expfmt"];
  const list = ["list", ...packages.map((name) => `github.com/${name}`)];
  if (spawnSync("go", list, { env: ENVIRONMENT, cwd: tmpdir() }).status === 0) return undefined;
  if (process.env.CI) throw new Error("the Go packages of Prometheus are not installed");
  return "the Go packages of Prometheus are not installed";
}

/** A program of `./go`, built; `run` gives its standard output. */
export function buildGoProgram(name: string): {
  run(input: string | Uint8Array): string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "go-program-"));
  const binary = join(folder, name);
  const source = fileURLToPath(new URL(`go/${name}`, import.meta.url));
  execFileSync("go", ["build", "-o", binary, "."], { env: ENVIRONMENT, cwd: source });
  return {
    run: (input) => execFileSync(binary, { input, maxBuffer: 2 ** 30 }).toString(),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
