import type { Theme } from "./page-header.js";

const KEY = "routemetrics-theme";

export function savedTheme(): Theme {
  const saved = storage()?.getItem(KEY);
  return saved === "light" || saved === "dark" ? saved : "auto";
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  storage()?.setItem(KEY, theme);
}

/** Calls back when the colours of the page change, chosen here or by the system. */
export function onThemeChange(callback: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
  new MutationObserver(callback).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
}

/** Storage may be forbidden; the page then forgets the choice. */
function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
