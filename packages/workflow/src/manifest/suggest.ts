/** ` (did you mean X?)` for the nearest candidate, or nothing when none is near. */
export function suggestion(wanted: string, candidates: Iterable<string>): string {
  const all = [...candidates];
  const lastPart = wanted.slice(wanted.lastIndexOf(".") + 1);
  const near = all
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate) }))
    .filter(({ distance }) => distance <= Math.ceil(wanted.length / 3))
    .sort((left, right) => left.distance - right.distance)[0]?.candidate;
  const found = near ?? all.find((candidate) => candidate.endsWith(`.${lastPart}`));
  return found === undefined ? "" : ` (did you mean ${found}?)`;
}

/** How many characters have to be inserted, removed or replaced. */
function editDistance(from: string, to: string): number {
  if (Math.max(from.length, to.length) > 200) return Infinity;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
