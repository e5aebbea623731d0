import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { noBrowser, useBrowser } from "./browser.js";

const program = fileURLToPath(new URL("fixtures/service.mjs", import.meta.url));

async function startProcess(port: number): Promise<{ child: ChildProcess; port: number }> {
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const child = spawn(process.execPath, [program, String(port)], { stdio: [...stdio] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(createInterface(child.stdout as NodeJS.ReadableStream), "line");
  return { child, port: Number(String(line).replace("port ", "")) };
}

const visit = (port: number, times: number) =>
  Promise.all(Array.from({ length: times }, () => fetch(`http://127.0.0.1:${port}/fast`)));

describe.skipIf(noBrowser)("a service that is killed", () => {
  const open = useBrowser();

  test("and started again shows on the page, with all requests of both lives", async () => {
    const { child, port } = await startProcess(0);
    await visit(port, 12);
    const { page } = await open(`http://127.0.0.1:${port}/metrics/ui`);
    const counted = () => page.locator("tbody td[title]").first().getAttribute("title");
    await expect.poll(counted, { timeout: 15_000 }).toBe("12 requests");

    child.kill("SIGKILL");
    await expect
      .poll(() => page.getByRole("alert").textContent(), { timeout: 15_000 })
      .toContain("the service does not answer");
    await startProcess(port);
    await visit(port, 30);

    await expect
      .poll(() => page.locator(".notices").textContent(), { timeout: 15_000 })
      .toContain("The service restarted before");
    await expect.poll(counted, { timeout: 15_000 }).toBe("42 requests");
    expect(await page.locator("#status").textContent()).toBe("Live");
  });
});
