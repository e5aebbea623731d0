import { findBinary, requireBinary } from "@routemetrics/conformance/servers";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";

/** Why the tests in a browser are skipped, if they are. */
export const noBrowser: string | undefined = requireBinary("chromium");

/** Chromium asks the network for things of its own unless told not to. */
const ARGS = [
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** One Chromium for the tests of a file; each call opens a page of its own. */
export function useBrowser(): (url: string, options?: BrowserContextOptions) => Promise<OpenPage> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (noBrowser) return;
    const executablePath = findBinary("chromium") as string;
    browser = await chromium.launch({ executablePath, args: ARGS });
  });
  afterAll(() => browser?.close());
  return async (url, options) => {
    const page = await (browser as Browser).newPage(options);
    onTestFinished(() => page.close());
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (message.text().includes("Security Policy")) problems.push(message.text());
    });
    await page.goto(url);
    return { page, problems };
  };
}

export interface OpenPage {
  page: Page;
  /** Errors of the script, and what the Content-Security-Policy stopped. */
  problems: string[];
}
