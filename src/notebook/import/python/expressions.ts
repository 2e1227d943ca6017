import type { SyntaxNode } from "@lezer/common";
import type { Argument, Clause, Expression, FormatPart, Parameter } from "./ast.js";
import { formatParts } from "./format.js";
import { childrenOf, splitAt, UnknownSyntax } from "./nodes.js";
import { readOperation } from "./operators.js";
import { stringLayout, unescapePython } from "./strings.js";

/** Reads lezer's expression nodes of one source text. */
export class ExpressionReader {
  constructor(readonly source: string) {}

  text(node: SyntaxNode): string {
    return this.source.slice(node.from, node.to);
  }

  /** A value, or the tuple that several values with commas between them are. */
  list(nodes: readonly SyntaxNode[]): Expression {
    const groups = splitAt(nodes, ",");
    const hasComma = nodes.some(({ name }) => name === ",");
    if (groups.length === 1 && !hasComma) return this.item(groups[0]!);
    return {
      type: "tuple",
      items: groups.map((group) => this.item(group)),
      from: nodes[0]!.from,
      to: nodes.at(-1)!.to,
    };
  }

  /** A value with a star before it, or without. */
  item(nodes: readonly SyntaxNode[]): Expression {
    const [first, second] = nodes;
    if (first?.name === "*" && second)
      return { type: "starred", value: this.read(second), from: first.from, to: second.to };
    if (!first || nodes.length > 1) throw new UnknownSyntax(nodes[1] ?? first!);
    return this.read(first);
  }

  read = (node: SyntaxNode): Expression => {
    const { from, to } = node;
    const reader = readers[node.name];
    if (!reader) throw new UnknownSyntax(node);
    return { ...reader(this, node), from, to } as Expression;
  };

  parameters(node: SyntaxNode): Parameter[] {
    const groups = splitAt(
      childrenOf(node).filter(({ name }) => name !== "(" && name !== ")"),
      ",",
    );
    return groups
      .filter(([first]) => first?.name !== "/")
      .map((group): Parameter => {
        const star = group[0]!.name === "*" || group[0]!.name === "**" ? group[0]!.name : undefined;
        const name = group.find((child) => child.name === "VariableName");
        const assigned = group.findIndex((child) => child.name === "AssignOp");
        return {
          name: name ? this.text(name) : "",
          ...(star ? { star } : {}),
          ...(assigned < 0 ? {} : { fallback: this.read(group[assigned + 1]!) }),
        };
      });
  }

  args(node: SyntaxNode): Argument[] {
    const inner = childrenOf(node).slice(1, -1);
    if (inner.some(({ name }) => name === "for")) {
      const value = comprehension(this, inner, "generator");
      const span = { from: inner[0]!.from, to: inner.at(-1)!.to };
      return [{ value: { ...value, ...span } as Expression, ...span }];
    }
    return splitAt(inner, ",").map((group): Argument => {
      const span = { from: group[0]!.from, to: group.at(-1)!.to };
      const [first, second, third] = group;
      if (first!.name === "*" || first!.name === "**")
        return { star: first!.name, value: this.read(second!), ...span };
      if (second?.name === "AssignOp" && this.text(second) === "=")
        return { name: this.text(first!), value: this.read(third!), ...span };
      return { value: this.item(group), ...span };
    });
  }
}

/** A node's own fields; where it stands is added to them. */
type Reader = (reader: ExpressionReader, node: SyntaxNode) => object;

function comprehension(
  reader: ExpressionReader,
  inner: readonly SyntaxNode[],
  kind: "list" | "set" | "dict" | "generator",
): object {
  const first = inner.findIndex(({ name }) => name === "for" || name === "async");
  const head = splitAt(inner.slice(0, first), ":").map((group) => reader.list(group));
  const clauses: Clause[] = [];
  for (let at = first; at < inner.length; ) {
    const word = inner[at]!;
    let end = at + 1;
    while (end < inner.length && inner[end]!.name !== "for" && inner[end]!.name !== "if") end++;
    const nodes = inner.slice(at + 1, end);
    if (word.name === "for") {
      const within = nodes.findIndex(({ name }) => name === "in");
      const target = reader.list(nodes.slice(0, within));
      clauses.push({ target, source: reader.list(nodes.slice(within + 1)), conditions: [] });
    } else if (word.name === "if") clauses.at(-1)!.conditions.push(reader.list(nodes));
    else throw new UnknownSyntax(word);
    at = end;
  }
  const [key, element] = head.length === 2 ? head : [undefined, head[0]];
  return { type: "comprehension", kind, ...(key ? { key } : {}), element, clauses };
}

function items(type: "list" | "tuple" | "set"): Reader {
  return (reader, node) => ({
    type,
    items: splitAt(childrenOf(node).slice(1, -1), ",").map((group) => reader.item(group)),
  });
}

function inner(kind: "list" | "set" | "dict" | "generator"): Reader {
  return (reader, node) => comprehension(reader, childrenOf(node).slice(1, -1), kind);
}

function subscript(reader: ExpressionReader, node: SyntaxNode, nodes: readonly SyntaxNode[]): Expression {
  const parts = splitAt(nodes, ",");
  const indices = parts.map((part) =>
    part.some(({ name }) => name === ":") ? slice(reader, part) : reader.item(part),
  );
  const span = { from: nodes[0]?.from ?? node.from, to: nodes.at(-1)?.to ?? node.to };
  const isTuple = indices.length > 1 || nodes.some(({ name }) => name === ",");
  return isTuple ? { type: "tuple", items: indices, ...span } : indices[0]!;
}

function slice(reader: ExpressionReader, nodes: readonly SyntaxNode[]): Expression {
  const bounds: (Expression | undefined)[] = [undefined];
  for (const node of nodes)
    if (node.name === ":") bounds.push(undefined);
    else bounds[bounds.length - 1] = reader.read(node);
  const [start, end, step] = bounds;
  return {
    type: "slice",
    ...(start ? { start } : {}),
    ...(end ? { end } : {}),
    ...(step ? { step } : {}),
    from: nodes[0]!.from,
    to: nodes.at(-1)!.to,
  };
}

function pieces(reader: ExpressionReader, node: SyntaxNode): FormatPart[] {
  if (node.name === "FormatString") return formatParts(node, reader.source, (nodes) => reader.list(nodes));
  return [{ text: plainText(reader, node) }];
}

function plainText(reader: ExpressionReader, node: SyntaxNode): string {
  const literal = reader.text(node);
  const { start, end, isRaw } = stringLayout(literal);
  const inside = literal.slice(start, end);
  return isRaw ? inside : unescapePython(inside);
}

const string: Reader = (reader, node) =>
  stringLayout(reader.text(node)).isBytes
    ? { type: "bytes" }
    : { type: "text", value: plainText(reader, node) };

/** Strings that stand side by side are one. */
const continued: Reader = (reader, node) => {
  const children = childrenOf(node);
  if (children.some((child) => child.name === "String" && stringLayout(reader.text(child)).isBytes))
    return { type: "bytes" };
  const parts = children.flatMap((child) => pieces(reader, child));
  if (children.some(({ name }) => name === "FormatString")) return { type: "format", parts };
  return { type: "text", value: parts.map((part) => ("text" in part ? part.text : "")).join("") };
};

const operation: Reader = (reader, node) => readOperation(node, reader.source, reader.read);

const readers: Record<string, Reader> = {
  VariableName: (reader, node) => ({ type: "name", name: reader.text(node) }),
  Number: (reader, node) => ({ type: "number", text: reader.text(node) }),
  String: string,
  ContinuedString: continued,
  FormatString: (reader, node) => ({ type: "format", parts: pieces(reader, node) }),
  Boolean: (reader, node) => ({ type: "constant", value: reader.text(node) === "True" }),
  None: () => ({ type: "constant", value: null }),
  Ellipsis: () => ({ type: "ellipsis" }),
  ParenthesizedExpression: (reader, node) => reader.list(childrenOf(node).slice(1, -1)),
  ArrayExpression: items("list"),
  TupleExpression: items("tuple"),
  SetExpression: items("set"),
  ArrayComprehensionExpression: inner("list"),
  SetComprehensionExpression: inner("set"),
  DictionaryComprehensionExpression: inner("dict"),
  ComprehensionExpression: inner("generator"),
  DictionaryExpression: (reader, node) => ({
    type: "dict",
    entries: splitAt(childrenOf(node).slice(1, -1), ",").map((group) => {
      if (group[0]!.name === "**") return { value: reader.read(group[1]!) };
      const [key, value] = splitAt(group, ":");
      return { key: reader.item(key!), value: reader.item(value!) };
    }),
  }),
  MemberExpression: (reader, node) => {
    const [value, mark, ...rest] = childrenOf(node);
    if (mark?.name === ".")
      return { type: "attribute", value: reader.read(value!), name: reader.text(rest[0]!) };
    return {
      type: "subscript",
      value: reader.read(value!),
      index: subscript(reader, node, rest.slice(0, -1)),
    };
  },
  CallExpression: (reader, node) => {
    const [callee, args] = childrenOf(node);
    return { type: "call", callee: reader.read(callee!), args: reader.args(args!) };
  },
  LambdaExpression: (reader, node) => {
    const parameters = childrenOf(node).find(({ name }) => name === "ParamList");
    return {
      type: "lambda",
      parameters: parameters ? reader.parameters(parameters) : [],
      body: reader.read(node.lastChild!),
    };
  },
  UnaryExpression: operation,
  BinaryExpression: operation,
  ConditionalExpression: (reader, node) => {
    const [yes, , test, , no] = childrenOf(node);
    return { type: "conditional", test: reader.read(test!), yes: reader.read(yes!), no: reader.read(no!) };
  },
  NamedExpression: (reader, node) => {
    const [name, , value] = childrenOf(node);
    return { type: "named", name: reader.text(name!), value: reader.read(value!) };
  },
  AwaitExpression: (reader, node) => ({ type: "await", value: reader.read(node.lastChild!) }),
  YieldExpression: (reader, node) => yielded(reader, node),
};

/** `yield`, with or without a value. */
export function yielded(reader: ExpressionReader, node: SyntaxNode): object {
  const values = childrenOf(node)
    .slice(1)
    .filter((child) => !child.type.isError);
  if (values.some(({ name }) => name === "from")) throw new UnknownSyntax(node);
  return { type: "yield", ...(values.length > 0 ? { value: reader.list(values) } : {}) };
}
