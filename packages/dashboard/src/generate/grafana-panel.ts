/** A Grafana panel, without the place that the layout gives it. */
export interface Panel {
  readonly type: "timeseries" | "stat" | "heatmap" | "table" | "bargauge";
  readonly title: string;
  readonly unit: Unit;
  readonly width: 6 | 12;
  readonly queries: readonly PanelQuery[];
  readonly stacked?: boolean;
}

/** Names of Grafana's units. */
export type Unit = "reqps" | "percentunit" | "s" | "bytes" | "short" | "none";

export interface PanelQuery {
  readonly expr: string;
  readonly legend?: string;
  /** The value now, not its course. */
  readonly instant?: boolean;
}

/** The variable of the dashboards that chooses among Prometheus servers. */
export const DATASOURCE: object = { type: "prometheus", uid: `\${datasource}` };

/** A panel as Grafana reads it. */
export interface GrafanaPanel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
  readonly [other: string]: unknown;
}

/** The JSON of a panel at its place. */
export function panelJson(
  panel: Panel,
  id: number,
  place: { x: number; y: number; h: number },
): GrafanaPanel {
  return {
    id,
    type: panel.type,
    title: panel.title,
    datasource: DATASOURCE,
    gridPos: { ...place, w: panel.width },
    targets: panel.queries.map((query, i) => targetJson(panel, query, i)),
    fieldConfig: { defaults: fieldDefaults(panel), overrides: [] },
    options: panelOptions(panel),
  };
}

function targetJson(panel: Panel, query: PanelQuery, index: number) {
  return {
    refId: String.fromCharCode(65 + index),
    datasource: DATASOURCE,
    expr: query.expr,
    legendFormat: query.legend ?? "__auto",
    instant: query.instant ?? false,
    range: !query.instant,
    ...(panel.type === "heatmap" ? { format: "heatmap" } : {}),
    ...(panel.type === "table" ? { format: "table" } : {}),
  };
}

function fieldDefaults({ unit, type, stacked }: Panel) {
  const stacking = { mode: stacked ? "normal" : "none" };
  const custom = type === "timeseries" ? { fillOpacity: 10, showPoints: "never", stacking } : {};
  return { unit, min: 0, custom };
}

function panelOptions({ type, unit }: Panel): object {
  const reduceOptions = { calcs: ["lastNotNull"] };
  switch (type) {
    case "timeseries":
      return {
        legend: { displayMode: "list", placement: "bottom" },
        tooltip: { mode: "multi", sort: "desc" },
      };
    case "heatmap":
      return { calculate: false, yAxis: { unit }, color: { mode: "scheme", scheme: "Blues" } };
    case "stat":
      return { reduceOptions, colorMode: "none", graphMode: "area" };
    case "bargauge":
      return { reduceOptions, orientation: "horizontal", displayMode: "basic" };
    case "table":
      return {};
  }
}
