import { formatBytes, formatCount, formatSeconds } from "../format.js";
import type { ExpositionHealth } from "../model/exposition-health.js";
import { h, setText } from "./element.js";

export interface HealthPanel {
  readonly element: HTMLElement;
  update(health: ExpositionHealth): void;
}

/** What the metrics cost, and whether they are complete. */
export function healthPanel(): HealthPanel {
  const facts = [
    fact("Series"),
    fact("Metrics with most series"),
    fact("Folded into <overflow>"),
    fact("Errors while collecting"),
    fact("Last scrape"),
  ] as const;
  const [series, largest, overflow, errors, scrape] = facts;
  return {
    element: h(
      "section",
      { class: "panel", "aria-labelledby": "health-heading" },
      h("div", { class: "panel-head" }, h("h2", { id: "health-heading" }, "Metrics")),
      h("dl", { class: "fact-list" }, ...facts.map(({ element }) => element)),
    ),
    update(health) {
      setText(series.value, formatCount(health.series));
      setText(
        largest.value,
        health.largest.map((one) => `${formatCount(one.series)}  ${one.name}`).join("\n"),
      );
      const folded = health.overflow.map((one) => `${formatCount(one.count)}  ${one.name}`);
      setText(overflow.value, folded.length > 0 ? folded.join("\n") : "none");
      overflow.element.dataset.state = folded.length > 0 ? "warn" : "";
      const failed = health.scrapeErrors + health.labelErrors;
      setText(errors.value, failed > 0 ? formatCount(failed) : "none");
      errors.element.dataset.state = failed > 0 ? "warn" : "";
      setText(scrape.value, `${formatBytes(health.bytes)} in ${formatSeconds(health.seconds)}`);
    },
  };
}

function fact(name: string) {
  const value = h("dd");
  return { value, element: h("div", {}, h("dt", {}, name), value) };
}
