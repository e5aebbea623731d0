import { h, setText } from "./element.js";

export interface RouteName {
  readonly element: HTMLElement;
  set(method: string, path: string): void;
}

/** "GET /users/:id", the method set apart; long paths may break at their slashes. */
export function routeName(): RouteName {
  const method = h("span", { class: "method" });
  const path = h("span", { class: "path" });
  let shown: string | undefined;
  return {
    element: h("span", { class: "route-name" }, method, " ", path),
    set(methodText, pathText) {
      setText(method, methodText);
      if (pathText === shown) return;
      shown = pathText;
      path.replaceChildren(
        ...pathText.split(/(?=\/)/).flatMap((part) => [document.createElement("wbr"), part]),
      );
    },
  };
}
