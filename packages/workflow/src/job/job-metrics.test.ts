import { fileURLToPath } from "node:url";
import { gather, renderOpenMetrics, renderText } from "@routemetrics/core";
import { Registry } from "prom-client";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { type JobMetricsOptions, jobMetrics, loadMetrics, type MetricFailure } from "../index.js";

const manifest = (name: string) =>
  loadMetrics(fileURLToPath(new URL(`../../test/manifests/${name}`, import.meta.url)));

let registry: Registry;
let failures: MetricFailure[];
beforeEach(() => {
  registry = new Registry();
  failures = [];
});

function start(source: string | object, options: Partial<JobMetricsOptions> = {}) {
  return jobMetrics({
    registry,
    specs: loadMetrics(source),
    onError: (_error, failure) => failures.push(failure),
    ...options,
  });
}
async function samples(): Promise<string[]> {
  const text = String(renderText((await gather(registry)).families));
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}
const stanza = (fields: object) => ({ name: "m", help: "Help", ...fields });
const counter = (fields: object = {}) => stanza({ counter: { value: "1" }, ...fields });
const label = (key: string, value: string) => ({ labels: [{ key, value }] });

describe("Argo's expected numbers", () => {
  test("a gauge takes the duration of its node", async () => {
    const m = start(stanza({ gauge: { value: "{{duration}}" } }));
    await m.runTask("t", () => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(Number((await samples())[0]?.split(" ")[1])).toBeGreaterThan(0.01);
  });

  test.each([
    ["Add", "10", "m 10"],
    ["Sub", "5", "m -5"],
    ["Set", "50", "m 50"],
    [undefined, "15", "m 15"],
  ])("gauge operation %s", async (operation, value, sample) => {
    const m = start(stanza({ gauge: { value, ...(operation && { operation }) } }));
    await m.runTask("t", () => {});
    expect(await samples()).toEqual([sample]);
  });

  test("an always failing task with two retries emits three times", async () => {
    const specs = manifest("retry-metrics.yaml");
    const m = jobMetrics({ registry, specs, prefix: "argo_workflows_" });
    const fails = vi.fn(() => Promise.reject(new Error("exit 1")));
    await expect(m.runTask("exit-one", { retries: 2 }, fails)).rejects.toThrow("exit 1");
    expect(fails).toHaveBeenCalledTimes(3);
    expect(await samples()).toEqual([
      'argo_workflows_runs_exit_status_counter{exit_code="1",status="Failed"} 3',
      "argo_workflows_retries_gauge 2",
    ]);
  });

  test("a DAG of four tasks emits five times", async () => {
    const m = jobMetrics({ registry, specs: manifest("dag-metrics.yaml") });
    await m.runWorkflow("diamond", async (wf) => {
      await wf.task("A", () => {});
      await Promise.all([wf.task("B", () => {}), wf.task("C", () => {})]);
      await wf.task("D", () => {});
    });
    expect(await samples()).toEqual(['result_counter{status="Succeeded"} 5']);
  });

  test("a conditional failure is counted once", async () => {
    const m = jobMetrics({ registry, specs: manifest("conditional-failure.yaml") });
    const run = m.runWorkflow("conditional", (wf) =>
      wf.task("failing", () => Promise.reject(new Error("no"))),
    );
    await expect(run).rejects.toThrow("no");
    expect(await samples()).toEqual(['workflow_result{status="Failed"} 1', "task_failure 1"]);
  });

  test("a realtime gauge rises while the workflow runs, then stays", async () => {
    const m = jobMetrics({ registry, specs: manifest("steps-metrics.yaml") });
    const value = async () =>
      Number((await samples()).find((line) => line.startsWith("play_duration"))?.split(" ")[1]);
    await m.runWorkflow("dice", async () => {
      const first = await value();
      await vi.waitFor(async () => expect(await value()).toBeGreaterThan(first));
    });
    const last = await value();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await value()).toBe(last);
  });
});

test("emits outputs, results, parameters, labels and annotations", async () => {
  const variables = [
    "inputs.parameters.size",
    "outputs.parameters.rows",
    "outputs.result",
    "exitCode",
    "status",
    "workflow.name",
    "workflow.parameters.region",
    "workflow.labels.team",
    "workflow.annotations.note",
    "workflow.status",
  ];
  const labels = variables.map((name) => ({
    key: name.replaceAll(".", "_"),
    value: `{{${name}}}`,
  }));
  const m = start(counter({ labels }));
  const details = {
    parameters: { region: "eu" },
    labels: { team: "data" },
    annotations: { note: "x" },
  };
  await m.runTask("advise", { inputs: { size: 3 }, ...details }, (task) => {
    task.setOutput("rows", 42);
    return "done";
  });
  expect(failures).toEqual([]);
  expect(await samples()).toEqual([
    'm{exitCode="0",inputs_parameters_size="3",outputs_parameters_rows="42",outputs_result="done",status="Succeeded",workflow_annotations_note="x",workflow_labels_team="data",workflow_name="advise",workflow_parameters_region="eu",workflow_status="Succeeded"} 1',
  ]);
});

test("keeps names to the letter in every format", async () => {
  const m = start(counter({ name: "status_counter" }));
  await m.runTask("t", () => {});
  const { families } = await gather(registry);
  expect(String(renderText(families))).toContain("# TYPE status_counter counter\nstatus_counter 1");
  expect(String(renderOpenMetrics(families))).toContain("\nstatus_counter 1");
  expect(await registry.metrics()).toContain("# TYPE status_counter counter\nstatus_counter 1");
});

test("has no series before a job has run", async () => {
  start([counter(), stanza({ name: "h", histogram: { value: "1", buckets: [1] } })]);
  expect(await samples()).toEqual([]);
});

test("stanzas of one name may differ in labels", async () => {
  const m = start([counter(label("a", "1")), counter(label("b", "2")), counter()]);
  await m.runTask("t", () => {});
  expect(await samples()).toEqual(['m{a="1"} 1', 'm{b="2"} 1', "m 1"]);
});

test("values cannot inject into conditions", async () => {
  const specs = counter({ when: "{{outputs.result}} == ok" });
  await start(specs).runTask("t", () => "a == a || b");
  await start(specs).runTask("t", () => "prod-eu");
  expect(await samples()).toEqual([]);
  expect(failures).toEqual([]);
  await start(specs).runTask("t", () => "ok");
  expect(await samples()).toEqual(["m 1"]);
});

test("splices values as Argo does when asked to", async () => {
  const m = start(counter({ when: "{{outputs.result}} == ok" }), { substitution: "text" });
  await m.runTask("t", () => "a == a || b");
  expect(await samples()).toEqual(["m 1"]);
  await m.runTask("t", () => "prod-eu");
  expect(failures).toEqual([{ metric: "m", reason: "when" }]);
});

test.each([
  ["an unknown output", counter(label("x", "{{outputs.parameters.none}}")), "template"],
  ["a value that is no number", stanza({ counter: { value: "{{outputs.result}}" } }), "value"],
  ["a negative counter", stanza({ counter: { value: "{{=asInt('0') - 1}}" } }), "range"],
  ["NaN", stanza({ counter: { value: "{{outputs.parameters.nan}}" } }), "range"],
  [
    "an infinite observation",
    stanza({ histogram: { value: "{{outputs.parameters.inf}}" } }),
    "range",
  ],
  ["a condition on texts", counter({ when: "{{outputs.result}} > 1" }), "when"],
  ["a megabyte in a label", counter(label("x", "{{outputs.parameters.long}}")), "too_long"],
  [
    "a megabyte as a value",
    stanza({ gauge: { value: "{{outputs.parameters.long}}" } }),
    "too_long",
  ],
  ["a megabyte in a condition", counter({ when: "{{outputs.parameters.long}} == a" }), "too_long"],
])("leaves out the one metric with %s", async (_name, faulty, reason) => {
  const m = start([faulty, counter({ name: "sound" })]);
  await m.runTask("t", (task) => {
    task.setOutput("nan", "NaN");
    task.setOutput("inf", "+Inf");
    task.setOutput("long", "1".repeat(1_000_000));
    return "text";
  });
  expect(failures).toEqual([{ metric: "m", reason }]);
  expect(await samples()).toEqual([
    "sound 1",
    `job_metrics_errors_total{metric="m",reason="${reason}"} 1`,
  ]);
});

test("never throws into the job", async () => {
  const m = start(counter(label("x", "{{outputs.parameters.none}}")), {
    onError: () => {
      throw new Error("a faulty handler");
    },
  });
  expect(await m.runTask("t", () => 5)).toBe(5);
  const own = new Error("own");
  await expect(m.runTask("t", () => Promise.reject(own))).rejects.toBe(own);
  await expect(
    m.runTask("t", () => {
      throw own;
    }),
  ).rejects.toBe(own);
});

test("tells once, and counts, that a job has no manifest", async () => {
  const m = jobMetrics({
    registry,
    specs: manifest("cron.yaml"),
    onError: (_error, failure) => failures.push(failure),
  });
  expect(await m.runTask("unheard-of", () => 1)).toBe(1);
  expect(failures).toEqual([{ metric: "", reason: "unknown_job" }]);
});

test("statuses follow from the error, or are set", async () => {
  const m = start(counter(label("status", "{{status}}")));
  await m.runTask("t", (task) => task.setStatus("Skipped"));
  const statusOf = () => "Error" as const;
  await m.runTask("t", { statusOf }, () => Promise.reject(new Error("x"))).catch(() => {});
  await m.runTask("t", () => Promise.reject(new Error("x"))).catch(() => {});
  expect(await samples()).toEqual([
    'm{status="Skipped"} 1',
    'm{status="Error"} 1',
    'm{status="Failed"} 1',
  ]);
});

test("skipped tasks of a workflow emit too", async () => {
  const m = jobMetrics({ registry, specs: manifest("dag-metrics.yaml") });
  await m.runWorkflow("diamond", (wf) => wf.skipTask("A"));
  expect(await samples()).toContain('result_counter{status="Skipped"} 1');
});

test("emits only the last attempt when asked to", async () => {
  const m = start(counter(label("status", "{{status}}")), { emit: "final" });
  let left = 2;
  await m.runTask("t", { retries: 5 }, () => {
    if (left-- > 0) throw new Error("again");
  });
  expect(await samples()).toEqual(['m{status="Succeeded"} 1']);
});

test("attempts that someone else counts emit like retries", async () => {
  const m = start([
    counter(label("status", "{{status}}")),
    stanza({ name: "retries", gauge: { value: "{{retries}}" } }),
  ]);
  const fail = () => Promise.reject(new Error("x"));
  await m.runTask("t", { attempt: 1, attempts: 3 }, fail).catch(() => {});
  await m.runTask("t", { attempt: 2, attempts: 3 }, () => {});
  expect(failures).toEqual([]);
  expect(await samples()).toEqual(['m{status="Failed"} 1', 'm{status="Succeeded"} 1', "retries 1"]);
});

test("removes counters and gauges that have not changed for the ttl, never histograms", async () => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  const m = start(
    [
      counter(),
      stanza({ name: "g", gauge: { value: "1" } }),
      stanza({ name: "live", gauge: { realtime: true, value: "{{duration}}" } }),
      stanza({ name: "h", histogram: { value: "1", buckets: [1] } }),
    ],
    { ttl: 60 },
  );
  await m.runTask("t", async () => {
    await samples();
    vi.advanceTimersByTime(61_000);
    expect((await samples()).join()).toContain("live ");
  });
  await samples();
  vi.advanceTimersByTime(61_000);
  await samples();
  vi.advanceTimersByTime(61_000);
  expect((await samples()).map((line) => line.split(/[ {]/)[0])).toEqual([
    "h_bucket",
    "h_bucket",
    "h_sum",
    "h_count",
  ]);
  vi.useRealTimers();
});

test("wrapped functions and decorated methods run as tasks", async () => {
  const m = start(counter(label("result", "{{outputs.result}}")));
  async function advise(this: { base: number }, by: number): Promise<number> {
    expect(m.current()).toMatchObject({ name: "advise" });
    return this.base + by;
  }
  const wrapped = m.wrap("advise", advise);
  expect([wrapped.name, wrapped.length]).toEqual(["advise", 1]);
  expect(await wrapped.call({ base: 1 }, 2)).toBe(3);

  class Solver {
    base = 10;
    @m.task("solve")
    async solve(by: number): Promise<number> {
      return this.base + by;
    }
  }
  expect(await new Solver().solve(5)).toBe(15);
  expect(await samples()).toEqual(['m{result="3"} 1', 'm{result="15"} 1']);
});

test("the same manifest again shares the metrics of a registry", async () => {
  await start(counter()).runTask("t", () => {});
  await start(counter()).runTask("t", () => {});
  expect(await samples()).toEqual(["m 2"]);
});

test.each([
  [stanza({ gauge: { value: "1" } }), /gauge m of the manifest clashes with counter m/],
  [counter({ help: "Other" }), /clashes with counter m/],
])("refuses what the registry has otherwise", (other, message) => {
  start(counter());
  expect(() => start(other)).toThrow(message);
});

test("refuses manifests that contradict each other", () => {
  const specs = [loadMetrics(counter()), loadMetrics(counter({ help: "Other" }))];
  expect(() => jobMetrics({ registry, specs })).toThrow(/help for metric m is already set to Help/);
});

test.each([
  [{ prefx: "a" }, /no option "prefx" \(did you mean prefix\?\)/],
  [{ prefix: "a-b" }, /prefix has to be/],
  [{ emit: "all" }, /emit has to be/],
  [{ specs: "a.yaml" }, /what loadMetrics/],
])("refuses the options %j", (options, message) => {
  expect(() => start(counter(), options as Partial<JobMetricsOptions>)).toThrow(message);
});

test("help texts may have tags; the first one stays", async () => {
  const m = start(counter({ help: "Runs of {{workflow.name}}" }));
  await m.runTask("a", () => {});
  await m.runTask("b", () => {});
  expect(await registry.metrics()).toContain("# HELP m Runs of a\n");
  expect(failures).toEqual([{ metric: "m", reason: "help" }]);
});

test("a wrong option that leads back to itself is named", () => {
  const wrong: { itself?: object } = {};
  wrong.itself = wrong;
  expect(() => jobMetrics({ specs: wrong as never })).toThrow(
    expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" }),
  );
});
