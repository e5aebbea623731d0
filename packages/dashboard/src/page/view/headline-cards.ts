import { formatCount, formatRate, formatSeconds, formatShare } from "../format.js";
import type { WindowView } from "../model/view-model.js";
import { h, setText } from "./element.js";
import { routeName } from "./route-name.js";

export interface HeadlineCards {
  readonly element: HTMLElement;
  update(view: WindowView): void;
}

/** The two answers most people came for: what is slow, and what fails. */
export function headlineCards(): HeadlineCards {
  const slow = card("Slowest route", "slow");
  const failing = card("Most failing route", "failing");
  return {
    element: h(
      "section",
      { class: "headlines", "aria-label": "At a glance" },
      slow.element,
      failing.element,
    ),
    update(view) {
      updateSlowest(slow, view);
      updateFailing(failing, view);
    },
  };
}

interface Card {
  readonly element: HTMLElement;
  set(state: "quiet" | "warn" | "bad" | "good", figure: string, detail: string): void;
  readonly name: ReturnType<typeof routeName>;
}

function card(title: string, id: string): Card {
  const name = routeName();
  const figure = h("p", { class: "figure" });
  const detail = h("p", { class: "detail" });
  const element = h(
    "article",
    { class: "headline", id: `headline-${id}` },
    h("h2", {}, title),
    h("p", { class: "subject" }, name.element),
    figure,
    detail,
  );
  return {
    element,
    name,
    set(state, figureText, detailText) {
      element.dataset.state = state;
      setText(figure, figureText);
      setText(detail, detailText);
    },
  };
}

function updateSlowest(card: Card, { slowest, seconds, all }: WindowView): void {
  if (!slowest) {
    card.name.set("", all.requests > 0 ? "No durations" : "No requests yet");
    card.set("quiet", "", "");
    return;
  }
  const { route, p50, p99 } = slowest;
  card.name.set(route.method, route.path);
  card.set(
    "warn",
    `1 in 100 takes longer than ${formatSeconds(p99)}`,
    `p99 ${formatSeconds(p99)}, half take longer than ${formatSeconds(p50)}. ` +
      `${formatCount(route.requests)} requests, ${formatRate(route.requests / seconds)}.`,
  );
}

function updateFailing(card: Card, { failing, all }: WindowView): void {
  if (all.requests === 0) {
    card.name.set("", "No requests yet");
    card.set("quiet", "", "");
    return;
  }
  if (!failing) {
    card.name.set("", "None");
    card.set("good", "No request failed", `All ${formatCount(all.requests)} requests went well.`);
    return;
  }
  const { route, failures, share } = failing;
  const server = failures === "serverErrors";
  card.name.set(route.method, route.path);
  card.set(
    server ? "bad" : "warn",
    `${formatShare(share)} ${server ? "errors" : "refused"}`,
    `${formatCount(route[failures])} of ${formatCount(route.requests)} requests got ` +
      `${server ? "a server error (5xx)" : "a client error (4xx); no route has server errors"}.`,
  );
}
