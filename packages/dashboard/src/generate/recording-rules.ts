import { BURN_RANGES, recordedRatio } from "./burn-rate.js";
import type { GenerateOptions } from "./generate-options.js";
import { HttpQueries } from "./http-queries.js";
import type { RecordingRule, RuleFile } from "./rule-file.js";

const RANGE = "5m";

/** Rates, error shares and quantiles per route, and the shares that the alerts compare. */
export function recordingRules<Request = never, Response = never>(
  options: GenerateOptions<Request, Response> = {},
): RuleFile {
  const plain = options as GenerateOptions;
  const queries = new HttpQueries(plain, plain.selector ?? "");
  return {
    groups: [
      { name: "routemetrics-routes", rules: routeRules(queries) },
      { name: "routemetrics-objectives", rules: objectiveRules(queries, plain) },
    ],
  };
}

function routeRules(queries: HttpQueries): RecordingRule[] {
  const by = `job, ${queries.routeLabels}`;
  const { duration } = queries.metrics;
  const quantiles = duration
    ? [0.5, 0.9, 0.99].map((q) => ({
        record: `route:http_request_duration_seconds:p${q * 100}_5m`,
        expr: queries.quantile(q, duration, by, RANGE),
      }))
    : [];
  return [
    { record: "route:http_requests:rate5m", expr: queries.requestRate(by, RANGE) },
    { record: "route:http_requests_failed:ratio_rate5m", expr: queries.errorRatio(by, RANGE) },
    ...quantiles,
  ];
}

function objectiveRules(queries: HttpQueries, { slo }: GenerateOptions): RecordingRule[] {
  const { duration } = queries.metrics;
  const failed = BURN_RANGES.map((range) => ({
    record: recordedRatio("failed", range),
    expr: queries.errorRatio("job", range),
  }));
  if (slo === undefined || duration === undefined) return failed;
  const slow = BURN_RANGES.map((range) => ({
    record: recordedRatio("slow", range),
    expr: queries.slowRatio(duration, slo.latency, "job", range),
  }));
  return [...failed, ...slow];
}
