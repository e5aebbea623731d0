/** So many paths that differ in numbers only. */
const MANY_NUMBERED = 20;
/** So many paths that differ in one segment only, whatever stands there. */
const MANY_SIBLINGS = 50;
/** A parameter, as routers write it. */
const PARAMETER = /:[a-z]|[*{<[]/i;

/** Paths that look like one route with its parameter filled in: users/ann, users/bob and so on. */
export function alikePaths(urls: readonly string[]): string[] {
  const filled = urls.filter((url) => url.startsWith("/") && !PARAMETER.test(url));
  const numbered = groups(filled, (url) => [url.replace(/\d+/g, "0")], MANY_NUMBERED);
  const siblings = groups(filled, siblingsKeys, MANY_SIBLINGS)
    // As many resources have routes with parameters of their own.
    .filter(([key]) => !urls.some((url) => PARAMETER.test(url) && url.startsWith(prefixOf(key))));
  return [...numbered, ...siblings].flatMap(([, alike]) => alike);
}

/** The path once for each segment but the first of all, which then is left out. */
function siblingsKeys(url: string): string[] {
  const segments = url.split("/");
  return segments.slice(2).map((_, i) => segments.with(i + 2, "\0").join("/"));
}

function prefixOf(key: string): string {
  return key.slice(0, key.indexOf("\0"));
}

/** The urls by each of their keys, where they are many. */
function groups(
  urls: readonly string[],
  keysOf: (url: string) => readonly string[],
  many: number,
): (readonly [string, readonly string[]])[] {
  const byKey = new Map<string, string[]>();
  for (const url of urls) {
    for (const key of keysOf(url)) {
      const group = byKey.get(key);
      if (group === undefined) byKey.set(key, [url]);
      else group.push(url);
    }
  }
  return [...byKey].filter(([, group]) => group.length >= many);
}
