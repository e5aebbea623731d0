import { refusePromise } from "./refuse-promise.js";

type Exclusion = string | RegExp | ((request: never) => boolean);

/** True for requests that the option `exclude` names, by their path without the query. */
export type IsExcluded = (path: string, request: unknown) => boolean;

/** One test for all exclusions; `undefined` when there is none, so that nothing is computed. */
export function exclusionOf(
  exclude: Exclusion | readonly Exclusion[] | undefined,
): IsExcluded | undefined {
  const all = exclude === undefined ? [] : ([exclude].flat() as Exclusion[]);
  if (all.length === 0) return undefined;
  const tests = all.map(testOf);
  return (path, request) => tests.some((test) => test(path, request));
}

function testOf(exclusion: Exclusion): IsExcluded {
  if (typeof exclusion === "string") {
    const prefix = exclusion.replace(/\/+$/, "");
    return (path) => path === prefix || path.startsWith(`${prefix}/`);
  }
  if (exclusion instanceof RegExp) return (path) => path.search(exclusion) !== -1;
  return (_path, request) => {
    try {
      return refusePromise((exclusion as (request: unknown) => boolean)(request)) === true;
    } catch {
      // A predicate that fails has not said that the request is to be left out.
      return false;
    }
  };
}

const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?]*/i;

/** The path of a request target, without the query, and without the origin that a proxy may send. */
export function pathOf(url: string | undefined): string {
  if (url === undefined) return "";
  const target = url.charCodeAt(0) === SLASH ? url : url.replace(ORIGIN, "");
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}

/** True when `path` is the path of a request target; one character decides for most others. */
export function hasPath(url: string | undefined, path: string): boolean {
  if (url === undefined) return false;
  if (url.charCodeAt(0) !== SLASH) return pathOf(url) === path;
  const isWhole = url.length === path.length || url.charCodeAt(path.length) === QUESTION_MARK;
  return isWhole && url.startsWith(path);
}
