/** Dotted module names as a tree with sums, for a table that opens level by level. */
import type { ParametersData } from "../../../src/protocol/outputs.js";

export interface ModuleNode {
  /** Whole dotted path, unique in the tree. */
  path: string;
  /** What its row shows: the last part, or several where each has a single child. */
  name: string;
  total: number;
  trainable: number;
  children: ModuleNode[];
}

export function moduleTree(modules: ParametersData["byModule"]): ModuleNode[] {
  const root: ModuleNode = node("", "");
  for (const { name, total, trainable } of modules) {
    let at = root;
    let path = "";
    for (const part of name.split(".")) {
      path = path ? `${path}.${part}` : part;
      let next = at.children.find((child) => child.path === path);
      if (!next) {
        next = node(path, part);
        at.children.push(next);
      }
      next.total += total;
      next.trainable += trainable;
      at = next;
    }
  }
  const top = root.children.map(shorten);
  // A single root such as base_model.model says nothing that the heading doesn't.
  return top.length === 1 && top[0]!.children.length > 0 ? top[0]!.children : top;
}

function node(path: string, name: string): ModuleNode {
  return { path, name, total: 0, trainable: 0, children: [] };
}

/** Joins a node with its only child, as long as the child owns all that the node has. */
function shorten(tree: ModuleNode): ModuleNode {
  const children = tree.children.map(shorten);
  const [only] = children;
  if (only && children.length === 1 && only.total === tree.total) {
    return { ...only, name: `${tree.name}.${only.name}` };
  }
  return { ...tree, children };
}

export interface ModuleRow {
  node: ModuleNode;
  /** Depth from 0. */
  depth: number;
}

/** The rows that show when the nodes in `open` are open, in order. */
export function visibleRows(nodes: ModuleNode[], open: ReadonlySet<string>, depth = 0): ModuleRow[] {
  return nodes.flatMap((child) => [
    { node: child, depth },
    ...(open.has(child.path) ? visibleRows(child.children, open, depth + 1) : []),
  ]);
}
