import type { ExpositionFault } from "../parsing/parse-families.js";
import { type ParsedExposition, parseFamilies } from "../parsing/parse-families.js";
import { compareReadings } from "./check-use.js";
import type { DiagnoseOptions } from "./diagnose.js";
import { examine } from "./examine.js";
import type { FetchedExposition } from "./fetch-exposition.js";
import { bySeverity, type Finding } from "./finding.js";

/** An exposition with what hurts in it. */
export interface Examined extends ParsedExposition {
  readonly findings: readonly Finding[];
}

/** As `diagnose`, of what an address answered, once or twice. */
export function diagnoseExposition(
  readings: readonly [FetchedExposition, FetchedExposition?],
  { limit, slo }: DiagnoseOptions,
): Examined {
  const [first, second] = readings;
  const parsed = parseFamilies(first.text);
  const faults = [...envelopeFaults(first), ...parsed.faults];
  const findings = examine({ ...parsed, faults, limitOf: () => limit, slo });
  if (second !== undefined) {
    findings.push(...compareReadings(parsed.families, parseFamilies(second.text).families));
  }
  return { ...parsed, findings: findings.sort(bySeverity) };
}

/** What a scraper refuses as a whole. */
function envelopeFaults({ text, contentType }: FetchedExposition): ExpositionFault[] {
  const faults: ExpositionFault[] = [];
  const isOpenMetrics = contentType?.includes("openmetrics") ?? /^# EOF$/m.test(text);
  if (
    contentType !== undefined &&
    !/^(?:text\/plain|application\/openmetrics-text)\b/.test(contentType)
  ) {
    const problem = `The content type is "${contentType}": Prometheus 3 takes text/plain or OpenMetrics`;
    faults.push({ problem });
  }
  if (isOpenMetrics && !/(?:^|\n)# EOF\n?$/.test(text)) {
    faults.push({ problem: 'The text does not end in "# EOF", as OpenMetrics must' });
  }
  if (!text.endsWith("\n")) faults.push({ problem: "The last line does not end in a line feed" });
  return faults;
}
