import type { SyntaxNode } from "@lezer/common";

/** All children of a node but comments, tokens included. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== "Comment") children.push(child);
  return children;
}

/** Children in groups that are separated by tokens of this name; no empty group at the end. */
export function splitAt(nodes: readonly SyntaxNode[], separator: string): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes)
    if (node.name === separator) groups.push([]);
    else groups.at(-1)!.push(node);
  if (groups.at(-1)!.length === 0) groups.pop();
  return groups;
}

/** The tree has a form here that this reader does not know, which is an error of this reader. */
export class UnknownSyntax extends Error {
  constructor(readonly node: SyntaxNode) {
    super(`Python syntax ${node.name} at ${node.from}`);
  }
}
