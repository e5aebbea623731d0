/** Rows of a Markdown table from the results of `interleave`; ratios are to the case `to`. */
export function costTable(results, { unit, to, factor = 1, digits = 0 }) {
  const base = results[to].median;
  const rows = Object.entries(results).map(([name, { median, spread }]) => [
    name,
    (median * factor).toFixed(digits),
    `±${spread.toFixed(0)} %`,
    (median / base).toFixed(2),
  ]);
  return table(["", unit, "spread", `x ${to}`], rows);
}

export function table(head, rows) {
  const lines = [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
