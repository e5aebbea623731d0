import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from "yaml";
import type { Path } from "./place.js";

/** Where the value at `path` begins, or its key; the nearest thing around it when it is absent. */
export function offsetOf(document: Document, path: Path, onKey: boolean): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, part] of path.entries()) {
    const child = childOf(document, node, part);
    if (child === undefined) return offset;
    const wantsKey = onKey && depth === path.length - 1;
    const start = (wantsKey ? child.key : (child.value ?? child.key))?.range?.[0];
    offset = start ?? offset;
    node = child.value;
  }
  return offset;
}

interface Child {
  readonly key: Node | null;
  readonly value: Node | null;
}

function childOf(
  document: Document,
  parent: Node | null,
  part: string | number,
): Child | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return isNode(item) ? { key: null, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  if (pair === undefined) return undefined;
  return { key: pair.key as Node, value: isNode(pair.value) ? pair.value : null };
}
