import { formatSpan } from "../format.js";
import type { WindowChoice, WindowView } from "../model/view-model.js";
import { h, setText } from "./element.js";

export type Status = "waiting" | "live" | "failing" | "paused";

const STATUS_TEXT: Record<Status, string> = {
  waiting: "Waiting for the first numbers",
  live: "Live",
  failing: "Not answering",
  paused: "Paused",
};
const WINDOWS: readonly (readonly [WindowChoice, string])[] = [
  [60, "1 min"],
  [300, "5 min"],
  [900, "15 min"],
  ["start", "Since start"],
];
const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface PageHeader {
  readonly element: HTMLElement;
  setStatus(status: Status): void;
  setCoverage(view: WindowView): void;
}

export interface HeaderActions {
  onWindow(choice: WindowChoice): void;
  onPause(paused: boolean): void;
  onTheme(theme: Theme): void;
}

export function pageHeader(title: string, theme: Theme, actions: HeaderActions): PageHeader {
  const dot = h("i", { class: "dot", "aria-hidden": "true" });
  const statusText = h("span", { id: "status", role: "status" });
  const coverage = h("p", { class: "coverage", id: "coverage" });
  const pause = h("button", { type: "button", "aria-pressed": "false" }, "Pause");
  pause.addEventListener("click", () => {
    const paused = pause.ariaPressed !== "true";
    pause.ariaPressed = String(paused);
    actions.onPause(paused);
  });
  const windows = choices(
    "Period",
    WINDOWS.map(([choice, text]) => ({ text, choose: () => actions.onWindow(choice) })),
    2,
  );
  const themes = choices(
    "Colours",
    THEMES.map((one) => ({
      text: one[0]?.toUpperCase() + one.slice(1),
      choose: () => actions.onTheme(one),
    })),
    THEMES.indexOf(theme),
  );
  return {
    element: h(
      "header",
      { class: "page-header" },
      h(
        "div",
        { class: "title" },
        h("h1", {}, title),
        h("p", { class: "live" }, dot, statusText),
        coverage,
      ),
      h("div", { class: "controls" }, windows, pause, themes),
    ),
    setStatus(status) {
      dot.dataset.status = status;
      setText(statusText, STATUS_TEXT[status]);
    },
    setCoverage({ seconds, sinceStart, all }) {
      const span = formatSpan(seconds);
      const text = sinceStart ? `Since the service started, ${span} ago` : `The last ${span}`;
      setText(coverage, all.requests > 0 || seconds > 0 ? text : "");
    },
  };
}

/** Radio buttons drawn as one segmented control: arrow keys and screen readers know them. */
function choices(
  name: string,
  options: readonly { text: string; choose: () => void }[],
  initial: number,
): HTMLElement {
  return h(
    "fieldset",
    { class: "choices" },
    h("legend", { class: "visually-hidden" }, name),
    ...options.map(({ text, choose }, i) => {
      const input = h("input", { type: "radio", name, checked: i === initial });
      input.addEventListener("change", choose);
      return h("label", {}, input, h("span", {}, text));
    }),
  );
}
