import type { WindowView } from "../model/view-model.js";
import { h, setText } from "./element.js";
import { COLUMNS, comparing, P99, type RouteValues, valuesOf } from "./route-columns.js";
import { classOf, type RouteRow, type RowContext, routeRow } from "./route-row.js";

/** Rows drawn unless more are asked for: a page of ten thousand rows helps nobody. */
const FIRST_ROWS = 100;
/** Stands for the name of the route among the columns. */
const NAME = -1;

/** All routes, sortable and searchable; choosing one hands its id to `onSelect`. */
export class RoutesTable {
  readonly element: HTMLElement;
  readonly #onSelect: (route: string | undefined) => void;
  readonly #rows = new Map<string, RouteRow>();
  readonly #headers = [NAME, ...COLUMNS.keys()].map((column) => this.#header(column));
  readonly #body = h("tbody");
  readonly #count = h("span", { class: "count", role: "status" });
  readonly #more = h("button", { type: "button", class: "more", hidden: true });
  readonly #search = h("input", {
    type: "search",
    id: "search",
    placeholder: "Search routes",
    "aria-label": "Search routes",
  });
  #view: WindowView | undefined;
  #sortBy = P99;
  #descending = true;
  #selected: string | undefined;
  #showAll = false;

  constructor(onSelect: (route: string | undefined) => void) {
    this.#onSelect = onSelect;
    this.element = this.#build();
    this.#search.addEventListener("input", () => this.#render());
    this.#more.addEventListener("click", () => {
      this.#showAll = true;
      this.#render();
    });
  }

  update(view: WindowView): void {
    this.#view = view;
    this.#render();
  }

  /** Chooses a route by its id, or none. */
  select(route: string | undefined): void {
    this.#selected = route;
    this.#onSelect(route);
    this.#render();
  }

  #build(): HTMLElement {
    const caption = "Routes, with their requests, errors and durations";
    const table = h(
      "table",
      {},
      h("caption", { class: "visually-hidden" }, caption),
      h("thead", {}, h("tr", {}, ...this.#headers)),
      this.#body,
    );
    const heading = h("h2", { id: "routes-heading" }, "Routes");
    const region = {
      class: "scroll",
      tabindex: "0",
      role: "region",
      "aria-label": "Table of routes",
    };
    return h(
      "section",
      { class: "panel", "aria-labelledby": "routes-heading" },
      h("div", { class: "panel-head" }, heading, this.#count, this.#search),
      h("div", region, table),
      this.#more,
    );
  }

  #header(index: number): HTMLTableCellElement {
    const column = COLUMNS[index];
    const button = h("button", { type: "button", title: column?.hint }, column?.title ?? "Route");
    button.addEventListener("click", () => {
      // Numbers begin with the largest, names with A.
      this.#descending = this.#sortBy === index ? !this.#descending : index !== NAME;
      this.#sortBy = index;
      this.#render();
    });
    return h("th", { scope: "col", class: column ? classOf(column) : "name" }, button);
  }

  #render(): void {
    const view = this.#view;
    if (!view) return;
    const all = view.routes.map((route) => valuesOf(route, view.seconds));
    const wanted = this.#search.value.trim().toLowerCase();
    const found = all.filter(({ id }) => id.toLowerCase().includes(wanted));
    found.sort(comparing(this.#sortBy, this.#descending));
    const shown = this.#showAll ? found : found.slice(0, FIRST_ROWS);

    const largest = COLUMNS.map((_, i) => largestOf(all, i));
    const hidden = COLUMNS.map((column, i) => column.optional === true && largest[i] === 0);
    this.#renderHeaders(hidden);
    this.#renderRows(shown, { view, largest, hidden, selected: this.#selected });
    setText(this.#count, wanted ? `${found.length} of ${all.length}` : `${all.length}`);
    this.#more.hidden = shown.length === found.length;
    setText(this.#more, `Show all ${found.length} routes`);
  }

  #renderHeaders(hidden: readonly boolean[]): void {
    const order = this.#descending ? "descending" : "ascending";
    this.#headers.forEach((cell, i) => {
      const column = i + NAME;
      cell.hidden = hidden[column] ?? false;
      cell.ariaSort = this.#sortBy === column ? order : "none";
    });
  }

  /** Moves only the rows that are out of place, so that focus stays where it is. */
  #renderRows(shown: readonly RouteValues[], context: RowContext): void {
    const elements = shown.map((values) => {
      const row = this.#rowOf(values);
      row.update(values, context);
      return row.element;
    });
    const keep = new Set<Element>(elements);
    const { children } = this.#body;
    for (const child of [...children]) if (!keep.has(child)) child.remove();
    elements.forEach((element, i) => {
      if (children[i] !== element) this.#body.insertBefore(element, children[i] ?? null);
    });
  }

  #rowOf({ id, route }: RouteValues): RouteRow {
    let row = this.#rows.get(id);
    if (!row) {
      row = routeRow(route, () => this.select(this.#selected === id ? undefined : id));
      this.#rows.set(id, row);
    }
    return row;
  }
}

function largestOf(all: readonly RouteValues[], column: number): number {
  let largest = 0;
  for (const { values } of all) largest = Math.max(largest, values[column] || 0);
  return largest;
}
