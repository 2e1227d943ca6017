import type { SyntaxNode } from "@lezer/common";
import type { Expression, FormatPart } from "./ast.js";
import { childrenOf } from "./nodes.js";
import { stringLayout, unescapePython } from "./strings.js";

/** The pieces of one format string, such as `f"{loss:.2f} after {step}"`. */
export function formatParts(
  node: SyntaxNode,
  source: string,
  expression: (nodes: readonly SyntaxNode[]) => Expression,
): FormatPart[] {
  const layout = stringLayout(source.slice(node.from, node.to));
  const text = (from: number, to: number): FormatPart => {
    const raw = source.slice(from, to).replaceAll("{{", "{").replaceAll("}}", "}");
    return { text: layout.isRaw ? raw : unescapePython(raw) };
  };
  const parts: FormatPart[] = [];
  let at = node.from + layout.start;
  for (const replacement of childrenOf(node)) {
    if (replacement.name !== "FormatReplacement") continue;
    parts.push(text(at, replacement.from));
    parts.push(readReplacement(replacement, source, expression));
    at = replacement.to;
  }
  parts.push(text(at, node.from + layout.end));
  return parts;
}

function readReplacement(
  node: SyntaxNode,
  source: string,
  expression: (nodes: readonly SyntaxNode[]) => Expression,
): FormatPart {
  const inner = childrenOf(node).slice(1, -1);
  const isEnd = ({ name }: SyntaxNode) => name === "FormatConversion" || name === "FormatSpec";
  const end = inner.findIndex((child) => isEnd(child) || child.name === "FormatSelfDoc");
  const value = end < 0 ? inner : inner.slice(0, end);
  const find = (name: string) => inner.find((child) => child.name === name);
  const textOf = (child: SyntaxNode | undefined) =>
    child === undefined ? "" : source.slice(child.from + 1, child.to);
  const format = find("FormatSpec");
  const self = find("FormatSelfDoc");
  return {
    value: expression(value),
    conversion: textOf(find("FormatConversion")),
    format: textOf(format),
    nested: format !== undefined && childrenOf(format).some((child) => child.name === "FormatReplacement"),
    // `{x=}` shows its own text before the value.
    label: self ? source.slice(node.from + 1, self.to) : "",
  };
}
