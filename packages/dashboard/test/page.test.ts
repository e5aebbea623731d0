import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { noBrowser, useBrowser } from "./browser.js";
import { frameworks, type TestServiceOptions } from "./services.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const patient = { timeout: 15_000 };

describe.skipIf(noBrowser).each(Object.entries(frameworks))("the page on %s", (_name, start) => {
  const open = useBrowser();

  async function running(options?: TestServiceOptions) {
    const service = await start(options);
    onTestFinished(() => service.stop());
    return service;
  }

  test("shows exactly what was sent", async () => {
    const { url } = await running({ metrics: { track: { responseSize: true } } });
    await send(url, "GET", "/fast", 40);
    const { page, problems } = await open(`${url}/metrics/ui`);
    await send(url, "GET", "/slow", 25);
    await send(url, "GET", "/fails/7", 30);
    await send(url, "POST", "/upload", 5);
    await send(url, "GET", "/nowhere", 3);

    await expect
      .poll(() => countsOf(page), patient)
      .toEqual({
        "GET /fast": ["40 requests", "0 of 40 requests", "0 of 40 requests"],
        "GET /slow": ["25 requests", "0 of 25 requests", "0 of 25 requests"],
        "GET /fails/:id": ["30 requests", "30 of 30 requests", "0 of 30 requests"],
        "POST /upload": ["5 requests", "0 of 5 requests", "0 of 5 requests"],
        "GET <unmatched>": ["3 requests", "0 of 3 requests", "3 of 3 requests"],
      });
    expect(await page.locator("#headline-slow .subject").textContent()).toBe("GET /slow");
    expect(await page.locator("#headline-failing .subject").textContent()).toBe("GET /fails/:id");
    expect(await page.locator("#headline-failing .figure").textContent()).toMatch(
      /^100\s% errors$/,
    );
    expect(await page.locator(".tile").first().textContent()).toContain("103 in all");
    expect(await page.getByText("Native histogram").isVisible()).toBe(true);
    const p50 = await rowOf(page, "GET /slow").locator("td[data-title=p50]").textContent();
    const milliseconds = Number(/^(\d+)\sms$/.exec(p50 ?? "")?.[1]);
    expect(milliseconds).toBeGreaterThanOrEqual(140);
    expect(milliseconds).toBeLessThan(900);
    expect(await rowOf(page, "GET /fast").locator("td").last().textContent()).toMatch(/^2\sB$/);
    expect(problems).toEqual([]);
  });

  test("finds the metrics of another preset and prefix", async () => {
    const { url } = await running({ metrics: { preset: "opentelemetry", prefix: "shop" } });
    await send(url, "GET", "/fast", 4);
    const { page } = await open(`${url}/metrics/ui`);
    await expect
      .poll(() => countsOf(page), patient)
      .toMatchObject({ "GET /fast": ["4 requests", "0 of 4 requests", "0 of 4 requests"] });
  });

  test("a path with markup is text", async () => {
    const { url } = await running({ metrics: { groupBy: "path" } });
    const hostile = "/<img/src=x/onerror=document.title='taken'><script>alert(1)</script>";
    await sendRaw(url, hostile);
    const { page, problems } = await open(`${url}/metrics/ui`);
    await expect
      .poll(async () => Object.keys(await countsOf(page)), patient)
      .toContain(`GET ${hostile}`);
    await rowOf(page, `GET ${hostile}`).locator("button").click();
    await expect.poll(() => page.locator("#courses-heading").textContent()).toContain(hostile);
    expect(await page.locator("img, main script").count()).toBe(0);
    expect(await page.title()).toBe("Metrics");
    expect(problems).toEqual([]);
  });

  test("says that the service is gone, and goes on when it is back with empty counters", async () => {
    const service = await running();
    const { port } = new URL(service.url);
    await send(service.url, "GET", "/fast", 10);
    const { page } = await open(`${service.url}/metrics/ui`);
    await expect.poll(() => page.locator("#status").textContent(), patient).toBe("Live");
    await service.stop();
    await expect.poll(() => page.locator("#status").textContent(), patient).toBe("Not answering");
    expect(await page.getByRole("alert").textContent()).toMatch(
      /^No new numbers: the service does not answer\. What is shown is from \d\d:\d\d:\d\d\. Trying again\.$/,
    );
    expect(await countsOf(page)).toMatchObject({
      "GET /fast": ["10 requests", expect.anything(), expect.anything()],
    });

    const again = await start({ port: Number(port) });
    onTestFinished(() => again.stop());
    await send(again.url, "GET", "/fast", 4);
    await expect.poll(() => page.locator("#status").textContent(), patient).toBe("Live");
    await expect
      .poll(async () => (await countsOf(page))["GET /fast"]?.[0], patient)
      .toBe("14 requests");
    expect(await page.locator(".notices").textContent()).toContain("Counters began again at zero");
  });

  test.each([
    [{ status: 401, body: "" }, "the service refused access (401); reload to sign in"],
    [{ status: 500, body: "" }, "the service answered 500"],
    [{ contentType: "text/html", body: "<p>Sign in" }, "something else than metrics (text/html)"],
    [{ contentType: "text/plain", body: "{}" }, "the answer of the service is damaged"],
  ])("tells what is wrong with the answer %o", async (answer, text) => {
    const { url } = await running();
    const { page } = await open(`${url}/metrics/ui`);
    await page.route("**/scrape", (route) => route.fulfill(answer));
    await expect.poll(() => page.locator(".notices").textContent(), patient).toContain(text);
  });

  test("is used with the keyboard alone: search, sort, choose a route, change the period", async () => {
    const { url } = await running();
    await send(url, "GET", "/fast", 9);
    await send(url, "GET", "/slow", 2);
    const { page } = await open(`${url}/metrics/ui`);
    await expect.poll(async () => Object.keys(await countsOf(page)), patient).toHaveLength(2);

    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the routes");
    await page.getByRole("button", { name: "Requests", exact: true }).focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("tbody tr").first().textContent()).toContain("/fast");
    await page.keyboard.press("Enter");
    expect(await page.locator("tbody tr").first().textContent()).toContain("/slow");
    expect(await page.locator("th[aria-sort=ascending]").textContent()).toContain("Requests");

    await page.getByRole("searchbox").focus();
    await page.keyboard.type("FAST");
    expect(Object.keys(await countsOf(page))).toEqual(["GET /fast"]);
    expect(await page.locator(".count").textContent()).toBe("1 of 2");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.locator("tbody button").focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#courses-heading").textContent()).toBe("GET /fast over time");
    await page.getByRole("radio", { name: "15 min" }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("radio", { name: "Since start" }).isChecked()).toBe(true);
  });

  test.each([
    ["light", { colorScheme: "light" as const }],
    ["dark", { colorScheme: "dark" as const }],
    ["on a phone", { viewport: { width: 390, height: 844 }, isMobile: true }],
  ])("axe finds nothing, %s", async (_mode, options) => {
    const { url } = await running();
    await send(url, "GET", "/fast", 30);
    await send(url, "GET", "/fails/1", 10);
    const { page } = await open(`${url}/metrics/ui`, options);
    await expect.poll(async () => Object.keys(await countsOf(page)), patient).toHaveLength(2);
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
      const { violations } = await axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    expect(violations).toEqual([]);
    const overflow = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBe(0);
  });
});

async function send(url: string, method: string, path: string, times: number): Promise<void> {
  await Promise.all(Array.from({ length: times }, () => fetch(url + path, { method })));
}

/** Without the percent-encoding that `fetch` applies. */
function sendRaw(url: string, path: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => response.resume().on("end", resolve))
      .on("error", reject)
      .end();
  });
}

function rowOf(page: Page, route: string) {
  return page.locator("tbody tr").filter({ hasText: route });
}

/** What the first three columns say when hovered over, by route. */
function countsOf(page: Page): Promise<Record<string, string[]>> {
  return page
    .locator("tbody tr")
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [
          row.querySelector("th")?.textContent ?? "",
          [...row.querySelectorAll("td[title]")].map((cell) => cell.getAttribute("title") ?? ""),
        ]),
      ),
    );
}
