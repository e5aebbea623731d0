import type { RouteTotals } from "../model/route-totals.js";
import type { WindowView } from "../model/view-model.js";
import { h, setText } from "./element.js";
import { COLUMNS, type Column, P99, type RouteValues, SERVER_ERRORS } from "./route-columns.js";
import { routeName } from "./route-name.js";

export interface RouteRow {
  readonly element: HTMLTableRowElement;
  update(values: RouteValues, context: RowContext): void;
}

/** What all rows share. */
export interface RowContext {
  readonly view: WindowView;
  /** By column, over all routes. */
  readonly largest: readonly number[];
  /** By column. */
  readonly hidden: readonly boolean[];
  /** Id of the chosen route. */
  readonly selected: string | undefined;
}

export function routeRow(route: RouteTotals, onSelect: () => void): RouteRow {
  const name = routeName();
  name.set(route.method, route.path);
  const title = "Show the charts of this route";
  const button = h("button", { type: "button", class: "route", title }, name.element);
  button.addEventListener("click", onSelect);
  const cells = COLUMNS.map(valueCell);
  const element = h("tr", {}, h("th", { scope: "row" }, button), ...cells.map(({ cell }) => cell));
  return {
    element,
    update({ id, route, values }, { view, largest, hidden, selected }) {
      button.ariaPressed = String(id === selected);
      element.classList.toggle("selected", id === selected);
      cells.forEach((cell, i) => {
        cell.cell.hidden = hidden[i] ?? false;
        cell.update(route, values[i] ?? Number.NaN, largest[i] ?? 0);
      });
      const { slowest, failing } = view;
      const fails = isSame(failing?.route, route) && route.serverErrors > 0;
      cells[P99]?.cell.classList.toggle("worst", isSame(slowest?.route, route));
      cells[SERVER_ERRORS]?.cell.classList.toggle("worst", fails);
    },
  };
}

export function classOf(column: Column): string {
  return `${column.bar ? "with-bar" : "plain"}${column.minor ? " minor" : ""}`;
}

function valueCell(column: Column) {
  const text = h("span", { class: "number" });
  const cell = h("td", { "data-title": column.title, class: classOf(column) }, text);
  const bar = h("span", { class: `bar ${column.bar}`, "aria-hidden": "true" });
  if (column.bar) cell.append(h("span", { class: "track" }, bar));
  return {
    cell,
    update(route: RouteTotals, value: number, largest: number) {
      setText(text, column.format(value));
      if (column.counts) cell.title = column.counts(route);
      cell.classList.toggle("none", !(value > 0));
      const width = value > 0 && largest > 0 ? Math.max(1, (value / largest) * 100) : 0;
      bar.style.setProperty("width", `${width}%`);
    },
  };
}

function isSame(a: RouteTotals | undefined, b: RouteTotals): boolean {
  return a?.method === b.method && a.path === b.path;
}
