import { formatClock } from "../format.js";
import type { HistoryEvent } from "../model/history.js";
import { h, setText } from "./element.js";

export interface Notices {
  readonly element: HTMLElement;
  /** What went wrong with the last scrape; undefined when it went well. */
  setFailure(failure: { reason: string; lastGood: number | undefined } | undefined): void;
  setEvents(events: readonly HistoryEvent[]): void;
  setWarnings(warnings: readonly string[]): void;
}

/** Says what a reader must know before trusting the numbers; announced, since it matters. */
export function notices(): Notices {
  const failure = h("p", { class: "notice bad", role: "alert", hidden: true });
  const event = h("p", { class: "notice", role: "status", hidden: true });
  const warning = h("p", { class: "notice", role: "status", hidden: true });
  const show = (element: HTMLElement, text: string) => {
    element.hidden = text === "";
    setText(element, text);
  };
  return {
    element: h("div", { class: "notices" }, failure, event, warning),
    setFailure(problem) {
      show(failure, problem ? failureText(problem) : "");
    },
    setEvents(events) {
      const latest = events.at(-1);
      show(event, latest ? eventText(latest, events.length) : "");
    },
    setWarnings(warnings) {
      show(warning, warnings.join(" "));
    },
  };
}

function failureText({
  reason,
  lastGood,
}: {
  reason: string;
  lastGood: number | undefined;
}): string {
  const shown = lastGood === undefined ? "" : ` What is shown is from ${formatClock(lastGood)}.`;
  return `No new numbers: ${reason}.${shown} Trying again.`;
}

function eventText(event: HistoryEvent, count: number): string {
  const what =
    event.kind === "restart"
      ? `The service restarted before ${formatClock(event.at)}.`
      : `Counters began again at zero before ${formatClock(event.at)}.`;
  const times = count > 1 ? ` It is the ${count}th time within 15 minutes.` : "";
  return `${what}${times} What happened before stays in the window; requests between the last scrape and that moment are missing.`;
}
