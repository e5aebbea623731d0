import { formatBytes, formatCount, formatRate, formatSeconds, formatShare } from "../format.js";
import { quantile } from "../model/distribution.js";
import type { RouteTotals } from "../model/route-totals.js";
import type { WindowView } from "../model/view-model.js";
import { h, setText } from "./element.js";
import { routeName } from "./route-name.js";

/** Rows drawn unless more are asked for: a page of ten thousand rows helps nobody. */
const FIRST_ROWS = 100;

interface Column {
  readonly title: string;
  readonly hint: string;
  readonly value: (route: RouteTotals, seconds: number) => number;
  readonly format: (value: number) => string;
  /** The numbers behind the value, shown on hovering. */
  readonly counts?: (route: RouteTotals) => string;
  /** Colour of the bar behind the value; none: no bar. */
  readonly bar?: "plain" | "slow" | "bad";
  /** On a phone only shown for the chosen route. */
  readonly minor?: boolean;
  /** Left out while every route has nothing to show. */
  readonly optional?: boolean;
}

const latency = (q: number) => (route: RouteTotals) => quantile(route.latency, q) ?? Number.NaN;
const mean = (key: "requestBytes" | "responseBytes") => (route: RouteTotals) =>
  route[key] > 0 ? route[key] / route.requests : Number.NaN;

const COLUMNS: readonly Column[] = [
  {
    title: "Requests",
    hint: "per second",
    value: (r, s) => r.requests / (s || 1),
    counts: (r) => `${formatCount(r.requests)} requests`,
    format: formatRate,
    bar: "plain",
  },
  {
    title: "Server errors",
    hint: "share of 5xx answers",
    value: (r) => r.serverErrors / r.requests,
    counts: (r) => `${formatCount(r.serverErrors)} of ${formatCount(r.requests)} requests`,
    format: formatShare,
    bar: "bad",
  },
  {
    title: "Client errors",
    minor: true,
    hint: "share of 4xx answers",
    value: (r) => r.clientErrors / r.requests,
    counts: (r) => `${formatCount(r.clientErrors)} of ${formatCount(r.requests)} requests`,
    format: formatShare,
  },
  {
    title: "p50",
    minor: true,
    hint: "half of the requests are faster",
    value: latency(0.5),
    format: formatSeconds,
  },
  {
    title: "p90",
    minor: true,
    hint: "90 of 100 requests are faster",
    value: latency(0.9),
    format: formatSeconds,
  },
  {
    title: "p99",
    hint: "99 of 100 requests are faster",
    value: latency(0.99),
    format: formatSeconds,
    bar: "slow",
  },
  {
    title: "Exceptions",
    minor: true,
    hint: "errors that no handler answered",
    value: (r) => r.exceptions,
    format: formatCount,
    optional: true,
  },
  {
    title: "Request size",
    minor: true,
    hint: "mean",
    value: mean("requestBytes"),
    format: formatBytes,
    optional: true,
  },
  {
    title: "Response size",
    minor: true,
    hint: "mean",
    value: mean("responseBytes"),
    format: formatBytes,
    optional: true,
  },
];
const P99 = 5;

interface Row {
  readonly element: HTMLTableRowElement;
  readonly button: HTMLButtonElement;
  readonly cells: readonly { text: HTMLElement; bar: HTMLElement | undefined; cell: HTMLElement }[];
}

export interface RoutesTable {
  /** Chooses a route by its id, or none. */
  select(route: string | undefined): void;
  readonly element: HTMLElement;
  update(view: WindowView): void;
}

/** All routes, sortable and searchable; choosing one hands its id to `onSelect`. */
export function routesTable(onSelect: (route: string | undefined) => void): RoutesTable {
  const rows = new Map<string, Row>();
  let view: WindowView | undefined;
  let sortBy = P99;
  let descending = true;
  let selected: string | undefined;
  let showAll = false;

  const search = h("input", {
    type: "search",
    id: "search",
    placeholder: "Search routes",
    "aria-label": "Search routes",
  });
  const count = h("span", { class: "count", role: "status" });
  const more = h("button", { type: "button", class: "more", hidden: true });
  const body = h("tbody");
  const headers = [
    headerCell("Route", "", () => sort(-1), "name"),
    ...COLUMNS.map((column, i) =>
      headerCell(column.title, column.hint, () => sort(i), classOf(column)),
    ),
  ];
  const table = h(
    "table",
    {},
    h("caption", { class: "visually-hidden" }, "Routes, with their requests, errors and durations"),
    h("thead", {}, h("tr", {}, ...headers.map(({ cell }) => cell))),
    body,
  );
  const element = h(
    "section",
    { class: "panel", "aria-labelledby": "routes-heading" },
    h("div", { class: "panel-head" }, h("h2", { id: "routes-heading" }, "Routes"), count, search),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of routes" },
      table,
    ),
    more,
  );

  const sort = (column: number) => {
    descending = sortBy === column ? !descending : column >= 0;
    sortBy = column;
    render();
  };
  const select = (id: string | undefined) => {
    selected = id;
    onSelect(selected);
    render();
  };
  search.addEventListener("input", () => render());
  more.addEventListener("click", () => {
    showAll = true;
    render();
  });

  const render = () => {
    if (!view) return;
    const { seconds, routes } = view;
    const wanted = search.value.trim().toLowerCase();
    const found = routes.filter((route) => idOf(route).toLowerCase().includes(wanted));
    found.sort(comparing(sortBy, descending, seconds));
    const shown = showAll ? found : found.slice(0, FIRST_ROWS);
    const largest = COLUMNS.map((column) =>
      Math.max(...routes.map((route) => column.value(route, seconds)).filter(Number.isFinite), 0),
    );
    const hidden = COLUMNS.map((column, i) => column.optional === true && largest[i] === 0);

    headers.forEach(({ cell }, i) => {
      cell.hidden = hidden[i - 1] ?? false;
      cell.ariaSort = sortBy === i - 1 ? (descending ? "descending" : "ascending") : "none";
    });
    placeRows(
      body,
      shown.map((route) => {
        const id = idOf(route);
        let row = rows.get(id);
        if (!row) {
          row = makeRow(route, () => select(selected === id ? undefined : id));
          rows.set(id, row);
        }
        fillRow(row, route, {
          seconds,
          largest,
          hidden,
          selected: id === selected,
          view: view as WindowView,
        });
        return row.element;
      }),
    );
    setText(count, wanted ? `${found.length} of ${routes.length}` : `${routes.length}`);
    more.hidden = shown.length === found.length;
    setText(more, `Show all ${found.length} routes`);
  };
  return {
    element,
    select,
    update(next) {
      view = next;
      render();
    },
  };
}

function idOf(route: RouteTotals): string {
  return `${route.method} ${route.path}`;
}

function classOf(column: Column): string {
  return `${column.bar ? "with-bar" : "plain"}${column.minor ? " minor" : ""}`;
}

function headerCell(title: string, hint: string, onClick: () => void, className: string) {
  const button = h("button", { type: "button", title: hint || undefined }, title);
  button.addEventListener("click", onClick);
  return { cell: h("th", { scope: "col", class: className }, button) };
}

function comparing(column: number, descending: boolean, seconds: number) {
  const sign = descending ? -1 : 1;
  const value = COLUMNS[column]?.value;
  return (a: RouteTotals, b: RouteTotals): number => {
    const byName = a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1;
    if (!value) return byName * sign;
    const [x, y] = [value(a, seconds), value(b, seconds)];
    if (Number.isNaN(x) || Number.isNaN(y))
      return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x === y ? byName : (x - y) * sign;
  };
}

function makeRow(route: RouteTotals, onSelect: () => void): Row {
  const name = routeName();
  name.set(route.method, route.path);
  const button = h(
    "button",
    { type: "button", class: "route", title: "Show the charts of this route" },
    name.element,
  );
  button.addEventListener("click", onSelect);
  const cells = COLUMNS.map((column) => {
    const text = h("span", { class: "number" });
    const bar = column.bar
      ? h("span", { class: `bar ${column.bar}`, "aria-hidden": "true" })
      : undefined;
    return {
      text,
      bar,
      cell: h(
        "td",
        { "data-title": column.title, class: classOf(column) },
        text,
        ...(bar ? [h("span", { class: "track" }, bar)] : []),
      ),
    };
  });
  const element = h("tr", {}, h("th", { scope: "row" }, button), ...cells.map(({ cell }) => cell));
  return { element, button, cells };
}

function fillRow(
  row: Row,
  route: RouteTotals,
  context: {
    seconds: number;
    largest: number[];
    hidden: boolean[];
    selected: boolean;
    view: WindowView;
  },
): void {
  row.button.ariaPressed = String(context.selected);
  row.element.classList.toggle("selected", context.selected);
  row.cells.forEach(({ text, bar, cell }, i) => {
    const column = COLUMNS[i] as Column;
    const value = column.value(route, context.seconds);
    setText(text, column.format(value));
    if (column.counts) cell.title = column.counts(route);
    cell.hidden = context.hidden[i] ?? false;
    cell.classList.toggle("none", !(value > 0));
    bar?.style.setProperty("width", `${barWidth(value, context.largest[i] ?? 0)}%`);
  });
  const { slowest, failing } = context.view;
  row.cells[P99]?.cell.classList.toggle("worst", isSame(slowest?.route, route));
  row.cells[1]?.cell.classList.toggle(
    "worst",
    isSame(failing?.route, route) && route.serverErrors > 0,
  );
}

function isSame(a: RouteTotals | undefined, b: RouteTotals): boolean {
  return a?.method === b.method && a.path === b.path;
}

function barWidth(value: number, largest: number): number {
  return value > 0 && largest > 0 ? Math.max(1, (value / largest) * 100) : 0;
}

/** Moves only the rows that are out of place, so that focus stays where it is. */
function placeRows(body: HTMLElement, wanted: readonly HTMLElement[]): void {
  const keep = new Set<Element>(wanted);
  for (const child of [...body.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((row, i) => {
    if (body.children[i] !== row) body.insertBefore(row, body.children[i] ?? null);
  });
}
