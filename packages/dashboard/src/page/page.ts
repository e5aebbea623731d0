import type { PageConfig } from "../page-config.js";
import { type ExpositionHealth, readHealth } from "./model/exposition-health.js";
import { HISTORY_SECONDS, History } from "./model/history.js";
import { readHttpSeries } from "./model/http-series.js";
import { readRuntime } from "./model/runtime.js";
import { viewCourse, viewWindow, type WindowChoice } from "./model/view-model.js";
import { type Scrape, scrape } from "./poller.js";
import { courses } from "./view/courses.js";
import { h } from "./view/element.js";
import { headlineCards } from "./view/headline-cards.js";
import { healthPanel } from "./view/health-panel.js";
import { notices } from "./view/notices.js";
import { pageHeader } from "./view/page-header.js";
import { processPanel } from "./view/process-panel.js";
import { RoutesTable } from "./view/routes-table.js";
import { statTiles } from "./view/stat-tiles.js";
import { applyTheme, onThemeChange, savedTheme } from "./view/theme.js";

/** Builds the page into `body` and keeps it up to date while it is looked at. */
export function startPage(config: PageConfig, body: HTMLElement): void {
  const history = new History();
  const url = `${location.pathname.replace(/\/$/, "")}/scrape`;
  let choice: WindowChoice = HISTORY_SECONDS;
  let selected: string | undefined;
  let paused = false;
  let failed = false;
  let busy = false;
  let health: ExpositionHealth | undefined;

  document.title = config.title;
  const theme = savedTheme();
  applyTheme(theme);
  const header = pageHeader(config.title, theme, {
    onWindow(next) {
      choice = next;
      render();
    },
    onPause(next) {
      paused = next;
      header.setStatus(paused ? "paused" : history.last ? "live" : "waiting");
      if (!paused) void tick();
    },
    onTheme: applyTheme,
  });
  const notice = notices();
  const headlines = headlineCards();
  const tiles = statTiles();
  const select = (route: string | undefined) => {
    selected = route;
    render();
  };
  const table = new RoutesTable(select);
  const charts = courses(() => table.select(undefined));
  const process = processPanel();
  const metrics = healthPanel();
  body.replaceChildren(
    h("a", { class: "skip", href: "#routes-heading" }, "Skip to the routes"),
    header.element,
    h(
      "main",
      {},
      notice.element,
      headlines.element,
      tiles.element,
      charts.element,
      table.element,
      process.element,
      metrics.element,
    ),
  );
  header.setStatus("waiting");
  onThemeChange(() => {
    charts.redraw();
    process.redraw();
  });

  const render = () => {
    const { last } = history;
    if (!last) return;
    const view = viewWindow(history, choice);
    header.setCoverage(view);
    headlines.update(view);
    tiles.update(view, last.runtime);
    const seconds = choice === "start" ? HISTORY_SECONDS : choice;
    charts.update(viewCourse(history, seconds, selected), selected);
    table.update(view);
    process.update(viewCourse(history, seconds), last);
    if (health) metrics.update(health);
    notice.setEvents(history.events);
    notice.setWarnings(warnings(health, last.runtime.workersMissing));
  };

  const add = (result: Scrape) => {
    const { families, at, clockAhead } = result;
    const runtime = readRuntime(families, config.http.inFlight);
    const series = readHttpSeries(families, config.http);
    const started =
      runtime.startedAt === undefined ? {} : { startedAt: runtime.startedAt - clockAhead };
    history.add({ at, series, runtime, ...started });
    health = readHealth(families, result);
  };

  const tick = async () => {
    if (busy || paused || document.visibilityState === "hidden") return;
    busy = true;
    try {
      add(await scrape(url));
      failed = false;
      notice.setFailure(undefined);
      header.setStatus(paused ? "paused" : "live");
    } catch (error) {
      if (!failed) history.scrapeFailed();
      failed = true;
      notice.setFailure({ reason: (error as Error).message, lastGood: history.last?.at });
      header.setStatus("failing");
    } finally {
      busy = false;
    }
    render();
  };
  document.addEventListener("visibilitychange", () => void tick());
  setInterval(() => void tick(), config.refreshSeconds * 1000);
  void tick();
}

function warnings(health: ExpositionHealth | undefined, workersMissing = 0): string[] {
  const list: string[] = [];
  if (workersMissing > 0) {
    list.push(
      `${workersMissing} worker${workersMissing === 1 ? " does" : "s do"} not answer: the numbers lack theirs.`,
    );
  }
  if (health && health.overflow.length > 0) {
    list.push("Too many label values: the rarest are shown together as <overflow>.");
  }
  return list;
}
