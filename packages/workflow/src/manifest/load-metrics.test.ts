import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadMetrics } from "./load-metrics.js";

const manifest = (name: string) =>
  fileURLToPath(new URL(`../../test/manifests/${name}`, import.meta.url));

const stanza = (fields: string) => `name: runs\nhelp: Runs\n${fields}`;
const workflow = (metrics: string) => `
kind: Workflow
metadata: {name: w}
spec:
  templates:
    - name: t
      inputs: {parameters: [{name: size}]}
      metrics:
        prometheus:
${metrics.replace(/^/gm, "          ")}
`;

function faults(source: string | object): string {
  try {
    loadMetrics(source);
    return "";
  } catch (error) {
    expect(error).toMatchObject({ code: "RM_ERR_WORKFLOW" });
    return (error as Error).message;
  }
}

test.each(["steps-metrics.yaml", "dag-metrics.yaml", "retry-metrics.yaml", "cron.yaml"])(
  "loads %s",
  (name) => {
    expect(loadMetrics(manifest(name)).workflows).toHaveLength(1);
  },
);

test("reads every place of a workflow that has metrics", () => {
  const { workflows } = loadMetrics(manifest("steps-metrics.yaml"));
  expect(workflows[0]).toMatchObject({
    name: "dice",
    labels: { team: "games" },
    taskTemplates: { roll: "roll-dice", flip: "flip-coin" },
    metrics: [{ name: "play_duration_gauge", realtime: true }],
    templates: [
      { name: "play", metrics: [] },
      {
        name: "roll-dice",
        metrics: [
          { name: "dice_value", type: "gauge", labels: [{ value: "dice" }, { value: "6" }] },
          { name: "dice_duration_seconds", type: "histogram", buckets: [1, 2, 5] },
        ],
      },
      { name: "flip-coin", metrics: [{ name: "coin_flips", value: "1" }] },
    ],
  });
});

test("gives the metrics of templateDefaults to templates without their own", () => {
  const [workflow] = loadMetrics(manifest("dag-metrics.yaml")).workflows;
  expect(workflow?.templates.map(({ metrics }) => metrics.map(({ name }) => name))).toEqual([
    ["result_counter"],
    ["result_counter"],
  ]);
});

test("inserts the parameters of OpenShift templates", () => {
  const { workflows } = loadMetrics(manifest("openshift.yaml"), {
    parameters: { SOLVER_NAME: "fedora" },
  });
  expect(workflows[0]).toMatchObject({ name: "fedora", metrics: [{ value: "2" }] });
  expect(faults(manifest("openshift.yaml"))).toMatch(/:6:5: parameter SOLVER_NAME has no value/);
  expect(() =>
    loadMetrics(manifest("openshift.yaml"), { parameters: { SOLVER_NAM: "x" } }),
  ).toThrow(/no parameter "SOLVER_NAM" \(did you mean SOLVER_NAME\?\)/);
});

test("reads several documents, lists and stanzas alone", () => {
  const specs = loadMetrics(manifest("several.yaml"));
  expect(specs.workflows.map(({ name }) => name)).toEqual(["shared", "cluster-wide"]);
  expect(specs.metrics.map(({ name }) => name)).toEqual(["any_job_runs"]);
});

test("reads objects and JSON", () => {
  const object = { name: "runs", help: "Runs", counter: { value: 1 } };
  expect(loadMetrics(object).metrics).toMatchObject([{ value: "1" }]);
  expect(loadMetrics(JSON.stringify([object])).metrics).toHaveLength(1);
  expect(
    faults({ metrics: { prometheus: [{ name: "a-b", help: "h", counter: { value: 1 } }] } }),
  ).toBe(
    "metrics.prometheus[0].name: metric name 'a-b' is invalid. Metric names must contain alphanumeric characters or '_'",
  );
});

test.each([
  [
    "- {name: a.b, help: h, counter: {value: '1'}}",
    "10:20: templates.t metric name 'a.b' is invalid. Metric names must contain alphanumeric characters or '_'",
  ],
  [
    "- {name: a, help: h, labels: [{key: a-b, value: x}], counter: {value: '1'}}",
    "metric label 'a-b' is invalid: keys may only contain alphanumeric characters or '_'",
  ],
  [
    "- {name: a, counter: {value: '1'}}",
    "metric 'a' must contain a help string under 'help: ' field",
  ],
  ["- {name: a, help: h, gauge: {value: ''}}", "missing gauge.value"],
  [
    "- {name: a, help: h, gauge: {realtime: true, value: '{{resourcesDuration.cpu}}'}}",
    "'resourcesDuration.*' metrics cannot be used in real-time",
  ],
  [
    "- {name: a, help: h, gauge: {realtime: true, value: '{{status}}'}}",
    "'status' is not available as a real time metric",
  ],
  [
    "- {name: a, help: h, gauge: {realtime: true, value: '5'}}",
    "real time metrics can only be used with metric variables",
  ],
  [
    "- {name: a, help: h, counter: {value: '{{state}}'}}",
    "unknown variable {{state}} (did you mean status?)",
  ],
  [
    "- {name: a, help: h, counter: {value: '{{inputs.parameters.sise}}'}}",
    "(did you mean inputs.parameters.size?)",
  ],
  ["- {name: a, help: h, counter: {value: '{{result}}'}}", "(did you mean outputs.result?)"],
  [
    "- {name: a, help: h, counter: {value: '{{=asFloat(durations)}}'}}",
    "unknown variable durations (did you mean duration?)",
  ],
  ["- {name: a, help: h, counter: {value: '{{=env(1)}}'}}", "env is missing: the functions are"],
  [
    "- {name: a, help: h, when: '{{status}} = Succeeded', counter: {value: '1'}}",
    "10:38: Invalid 'when' expression",
  ],
  ["- {name: a, help: h, when: '{{status == a', counter: {value: '1'}}", "Cannot find end tag"],
  [
    "- {name: a, help: h, counter: {value: 5s}}",
    'strconv.ParseFloat: parsing "5s": invalid syntax',
  ],
  ["- {name: a, help: h, counter: {value: -1}}", "a counter cannot take -1"],
  ["- {name: a, help: h, counter: {value: NaN}}", "a counter cannot take NaN"],
  [
    "- {name: a, help: h, whn: x, counter: {value: 1}}",
    '10:32: unknown field "whn" (did you mean when?)',
  ],
  [
    "- {name: a, help: h, gauge: {value: 1, operation: Mul}}",
    "operation has to be Set, Add or Sub",
  ],
  [
    "- {name: a, help: h, histogram: {value: 1, buckets: [5, 1]}}",
    "buckets have to ascend, but 1 comes after 5",
  ],
  ["- {name: a, help: h}", "metric 'a' needs one of gauge, histogram and counter"],
  [
    "- {name: a, help: h, counter: {value: 1}}\n- {name: a, help: other, counter: {value: 1}}",
    "11:13: help for metric a is already set to h, it cannot be changed (10:13)",
  ],
  [
    "- {name: a, help: h, counter: {value: 1}}\n- {name: a, help: h, gauge: {value: 1}}",
    "found existing counter for custom metric a of type gauge",
  ],
])("refuses %s", (metrics, message) => {
  expect(faults(workflow(metrics))).toContain(message);
});

test("reports every fault at once", () => {
  const text = workflow("- {name: a.b, counter: {value: x}}\n- {name: b, help: h, gauge: {}}");
  expect(faults(text).split("\n")).toHaveLength(4);
});

test.each([
  ["malformed YAML", "a: [1", "1:6:"],
  ["tabs", "a:\n\t- b", "2:1:"],
  ["duplicate keys", stanza("help: again\ncounter: {value: 1}"), "3:1: Map keys must be unique"],
  ["an alias bomb", bomb(), "Excessive alias count"],
  ["a deep nesting", "[".repeat(100_000) + "]".repeat(100_000), "nests too deeply"],
  ["a scalar", "hello", "neither a file"],
  ["a missing file", "no-such.yaml", "no-such.yaml cannot be read"],
  ["a value list", stanza("counter: {value: [1]}"), "value has to be a text"],
  [
    "metrics that are no mapping",
    "kind: Workflow\nspec: {metrics: [1]}",
    "metrics has to be a mapping",
  ],
  ["too many metrics", `prometheus:\n${"  - {}\n".repeat(101)}`, "101 metrics are too many"],
  [
    "a prototype",
    '{"__proto__": {"help": "x"}, "name": "a", "counter": {"value": 1}}',
    "must contain a help",
  ],
])("refuses %s", (_name, text, message) => {
  expect(faults(text)).toContain(message);
});

test("leaves incomplete conditions alone in text substitution", () => {
  const text = workflow(
    "- {name: a, help: h, when: '{{status}} {{exitCode}} 1', counter: {value: 1}}",
  );
  expect(faults(text)).toContain("Invalid 'when'");
  expect(loadMetrics(text, { substitution: "text" }).workflows).toHaveLength(1);
});

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const items = level === 0 ? "x" : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array(9).fill(items).join(",")}]`;
  });
  return levels.join("\n");
}
