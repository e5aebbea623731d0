import type { GenerateOptions } from "./generate-options.js";
import { DATASOURCE, type GrafanaPanel, type Panel, panelJson } from "./grafana-panel.js";
import { healthPanels } from "./health-panels.js";
import { HttpQueries } from "./http-queries.js";
import { overviewPanels } from "./overview-panels.js";
import { routePanels } from "./route-panels.js";
import { runtimePanels } from "./runtime-panels.js";

/** A dashboard as Grafana imports it. */
export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly GrafanaPanel[];
  readonly [other: string]: unknown;
}

const SELECTOR = 'job=~"$job", instance=~"$instance"';
const PANEL_HEIGHT = 8;
const ROW_WIDTH = 24;

/** Four dashboards: overview, routes, runtime and the metrics themselves. */
export function grafanaDashboards<Request = never, Response = never>(
  options: GenerateOptions<Request, Response> = {},
): GrafanaDashboard[] {
  const plain = options as GenerateOptions;
  const { title = "HTTP" } = plain;
  const all = new HttpQueries(plain, SELECTOR);
  const { method, path } = all.metrics.labels;
  const chosen = new HttpQueries(plain, `${SELECTOR}, ${method}=~"$method", ${path}=~"$path"`);
  const targets = targetVariables(all.presence);
  const routes = [
    ...targets,
    variable("method", `label_values(${all.select(all.presence)}, ${method})`),
    variable("path", `label_values(${all.select(all.presence)}, ${path})`),
  ];
  return [
    dashboard("overview", `${title}: overview`, targets, overviewPanels(all, plain)),
    dashboard("routes", `${title}: routes`, routes, routePanels(chosen)),
    dashboard("runtime", `${title}: runtime`, targets, runtimePanels(SELECTOR)),
    dashboard("metrics-health", `${title}: metrics health`, targets, healthPanels(SELECTOR)),
  ];
}

function dashboard(
  id: string,
  title: string,
  variables: readonly object[],
  panels: readonly Panel[],
): GrafanaDashboard {
  const tags = ["routemetrics"];
  return {
    uid: `routemetrics-${id}`,
    title,
    tags,
    schemaVersion: 39,
    editable: true,
    refresh: "30s",
    time: { from: "now-1h", to: "now" },
    links: [
      {
        type: "dashboards",
        title: "More",
        tags,
        asDropdown: true,
        includeVars: true,
        keepTime: true,
      },
    ],
    templating: { list: variables },
    panels: placed(panels),
  };
}

/** Fills rows from left to right. */
function placed(panels: readonly Panel[]): GrafanaPanel[] {
  let x = 0;
  let y = 0;
  return panels.map((panel, i) => {
    if (x + panel.width > ROW_WIDTH) {
      x = 0;
      y += PANEL_HEIGHT;
    }
    const json = panelJson(panel, i + 1, { x, y, h: PANEL_HEIGHT });
    x += panel.width;
    return json;
  });
}

function targetVariables(presence: string): object[] {
  return [
    { name: "datasource", type: "datasource", query: "prometheus", label: "Data source" },
    variable("job", `label_values(${presence}, job)`),
    variable("instance", `label_values(${presence}{job=~"$job"}, instance)`),
  ];
}

function variable(name: string, query: string): object {
  return {
    name,
    type: "query",
    datasource: DATASOURCE,
    definition: query,
    query: { query, refId: name },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: ".*",
    current: { text: "All", value: "$__all" },
  };
}
