import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Writable } from "node:stream";

/** How a program ended. */
export interface ProgramEnd {
  /** As a shell has it: 128 + signal when killed, 127 and 126 when it could not be started. */
  readonly exitCode: number;
  /** True when it never ran. */
  readonly isMissing: boolean;
  /** What it wrote to stdout, without the line feeds at the end; undefined when not asked for. */
  readonly output: string | undefined;
}

/** More than any metric takes: a longer text is known as too long anyway. */
const MAX_OUTPUT = 256 * 1024;
const PASSED_ON = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

/**
 * Runs a program with our stdin, stdout and stderr and passes our signals on to it.
 * With `capture` its stdout is read on the way. Never rejects.
 */
export function runProgram(
  [file, ...args]: readonly [string, ...string[]],
  terminal: { readonly stdout: Writable; readonly stderr: Writable },
  capture: boolean,
): Promise<ProgramEnd> {
  const child = spawn(file, args, { stdio: ["inherit", capture ? "pipe" : "inherit", "inherit"] });
  const stopPassing = passSignals(child);
  const output = new CappedText();
  child.stdout?.on("data", (chunk: Buffer) => output.add(chunk));
  child.stdout?.pipe(terminal.stdout, { end: false });
  return new Promise((resolve) => {
    const end = (exitCode: number, isMissing: boolean) => {
      stopPassing();
      resolve({ exitCode, isMissing, output: capture ? output.text : undefined });
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      terminal.stderr.write(`routemetrics-job: ${file} cannot be started: ${error.message}\n`);
      end(error.code === "ENOENT" ? 127 : 126, true);
    });
    child.once("close", (code, signal) => {
      if (child.pid === undefined) return;
      end(code ?? 128 + (signal ? constants.signals[signal] : 0), false);
    });
  });
}

/** A terminal sends Ctrl-C to the program by itself: it must not arrive twice. */
function passSignals(child: ChildProcess): () => void {
  const handlers = PASSED_ON.map((signal) => {
    const isFromTerminal = process.stdin.isTTY && (signal === "SIGINT" || signal === "SIGQUIT");
    const handler = () => {
      if (!isFromTerminal) child.kill(signal);
    };
    process.on(signal, handler);
    return { signal, handler };
  });
  return () => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
}

/** Keeps the beginning of a stream. */
class CappedText {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  add(chunk: Buffer): void {
    if (this.#length >= MAX_OUTPUT) return;
    this.#length += chunk.length;
    this.#chunks.push(chunk);
  }

  get text(): string {
    return Buffer.concat(this.#chunks)
      .toString("utf8")
      .replace(/[\r\n]+$/, "");
  }
}
