import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBin } from "@routemetrics/conformance/run-bin";
import { expect, onTestFinished, test } from "vitest";
import { runDoctor } from "./command.js";

const HEALTHY = "# HELP up Up.\n# TYPE up gauge\nup 1\n";
const SICK = "# HELP jobs Jobs.\n# TYPE jobs counter\njobs 1\n";

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

const answer =
  (body: string, type = "text/plain; version=0.0.4"): RequestListener =>
  (_request, response) => {
    response.setHeader("content-type", type).end(body);
  };

test("a healthy address ends with 0, and says what the metrics cost", async () => {
  const { output, exitCode } = await runDoctor([await serve(answer(HEALTHY))]);
  expect(exitCode).toBe(0);
  expect(output).toContain("0 errors, 0 warnings, 0 notes.");
  expect(output).toContain("1 metric, 1 sample: about 0.0086 MB a day");
});

test("a sick one ends with 1, and says what hurts and the way out", async () => {
  const url = await serve(answer(SICK));
  const { output, exitCode } = await runDoctor([url]);
  expect(exitCode).toBe(1);
  expect(output).toMatch(
    /warning counter-without-total\n\s+The counter jobs lacks _total.\n\s+End/,
  );
  expect(output).toContain("0 errors, 1 warning, 0 notes.");
  expect((await runDoctor([url, "--ignore", "counter-without-total"])).exitCode).toBe(0);
});

test("--json gives the findings to a program", async () => {
  const url = await serve(answer(SICK));
  const { output } = await runDoctor([url, "--json"]);
  expect(JSON.parse(output)).toMatchObject({
    source: url,
    findings: [{ code: "counter-without-total", severity: "warning", metric: "jobs" }],
  });
});

test("notes alone end with 0", async () => {
  const url = await serve(answer("# TYPE up gauge\nup 1\n"));
  const { output, exitCode } = await runDoctor([url]);
  expect(output).toContain("missing-help");
  expect(exitCode).toBe(0);
});

test.each(["", "application/json", "text/html"])("the content type %j is found", async (type) => {
  const { output } = await runDoctor([await serve(answer(HEALTHY, type))]);
  expect(output).toContain(`The content type is "${type}"`);
});

test("OpenMetrics is read, and must end", async () => {
  const openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
  const whole = await serve(answer(`${HEALTHY}# EOF\n`, openMetrics));
  expect((await runDoctor([whole])).exitCode).toBe(0);
  const cut = await serve(answer(HEALTHY, openMetrics));
  expect((await runDoctor([cut])).output).toContain('does not end in "# EOF"');
});

test("headers and the credentials of the url are sent", async () => {
  const seen: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    seen.push(request.headers.authorization);
    answer(HEALTHY)(request, response);
  });
  await runDoctor([url, "--header", "Authorization: Bearer secret"]);
  await runDoctor([url.replace("//", "//ann:pass%20word@")]);
  expect(seen).toEqual(["Bearer secret", `Basic ${btoa("ann:pass word")}`]);
});

test("two processes behind one address are found by reading again", async () => {
  let scrapes = 0;
  const url = await serve((request, response) => {
    scrapes += 1;
    const jobs = scrapes === 1 ? 80 : 7;
    answer(`# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total ${jobs}\n`)(
      request,
      response,
    );
  });
  const { output } = await runDoctor([url, "--again", "0.01"]);
  expect(output).toContain("jobs_total went back from 80 to 7");
});

test.each<[string, RequestListener, RegExp]>([
  ["401", (_, response) => response.writeHead(401).end(), /answers 401/],
  [
    "a redirection",
    (_, response) => response.writeHead(302, { location: "/login" }).end(),
    /answers 302 and sends to \/login/,
  ],
  ["a page", answer("<html></html>\n", "text/html"), /has no metrics/],
  ["nothing", () => {}, /no whole answer within 0.1 s/],
  ["half of it", (_, response) => response.write(HEALTHY), /no whole answer within 0.1 s/],
  ["a broken connection", (request) => request.socket.destroy(), /cannot be read/],
])("an address that answers %s cannot be examined", async (_what, listener, problem) => {
  const url = (await serve(listener)).replace("//", "//ann:secret@");
  const failing = runDoctor([url, "--timeout", "0.1"]);
  await expect(failing).rejects.toMatchObject({
    code: "RM_ERR_DOCTOR",
    message: expect.stringMatching(problem),
  });
  await expect(failing).rejects.not.toThrow("secret");
});

test.each([
  [[], /give one url/],
  [["a", "b"], /give one url/],
  [["x", "--limit", "many"], /--limit is "many"/],
  [["x", "--timeout", "0"], /--timeout is "0"/],
  [["x", "--ignore", "all"], /--ignore is "all": it takes .*raw-url-label/],
  [["x", "--header", "secret"], /--header takes "Name: value"/],
  [["x", "--again", "1"], /--again needs a url/],
  [["x", "--unknown"], /--unknown/],
])("refuses %j", async (args, problem) => {
  await expect(runDoctor(args)).rejects.toMatchObject({
    code: "RM_ERR_INVALID_OPTION",
    message: expect.stringMatching(problem),
  });
});

test("a file is read, and one that is not there is named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "doctor-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "metrics.txt");
  await writeFile(file, SICK);
  expect((await runDoctor([file])).exitCode).toBe(1);
  await expect(runDoctor([`${file}.gone`])).rejects.toThrow(/metrics\.txt\.gone cannot be read/);
});

test("explains itself", async () => {
  expect((await runDoctor(["--help"])).output).toMatch(/^Usage: routemetrics-doctor/);
});

test.each([
  { input: HEALTHY, code: 0, says: /0 errors/ },
  { input: SICK, code: 1, says: /counter-without-total/ },
  { input: "", code: 2, says: /routemetrics-doctor: -: it has no metrics/ },
])("the command ends with $code", async ({ input, code, says }) => {
  const { exitCode, output, errors } = await runBin("routemetrics-doctor", ["-"], { input });
  expect(output + errors).toMatch(says);
  expect(exitCode).toBe(code);
});
