import type { ExpressionNode } from "./node.js";

/** The variables of an expression, each as the parts of its name that are known without evaluating. */
export function expressionNames(node: ExpressionNode): string[][] {
  const path = pathOf(node);
  if (path) return [path];
  return childrenOf(node).flatMap(expressionNames);
}

function pathOf(node: ExpressionNode): string[] | undefined {
  if (node.kind === "variable") return [node.name];
  if (node.kind !== "member" || node.key.kind !== "literal") return undefined;
  const parent = pathOf(node.of);
  return parent && typeof node.key.value === "string" ? [...parent, node.key.value] : undefined;
}

function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case "literal":
    case "variable":
      return [];
    case "member":
      return [node.of, node.key];
    case "slice":
      return [node.of, node.from, node.to].filter((child) => child !== undefined);
    case "call":
      return node.args;
    case "array":
      return node.items;
    case "map":
      return node.entries.flat();
    case "unary":
      return [node.of];
    case "binary":
      return [node.left, node.right];
    case "choice":
      return [node.condition, node.yes, node.no];
  }
}
