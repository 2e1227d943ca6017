import type { SyntaxNode } from "@lezer/common";
import type { ArithmeticOperator, Expression, Handler, ImportedName, Statement } from "./ast.js";
import { ExpressionReader, yielded } from "./expressions.js";
import { childrenOf, splitAt } from "./nodes.js";

/** Reads lezer's statement nodes of one source text. */
export class StatementReader {
  readonly expressions: ExpressionReader;

  constructor(source: string) {
    this.expressions = new ExpressionReader(source);
  }

  /** Statements of a script or of a body. */
  block(nodes: readonly SyntaxNode[]): Statement[] {
    return nodes.filter(({ name }) => name !== ":").flatMap((node) => this.statements(node));
  }

  body(node: SyntaxNode | undefined): Statement[] {
    return node ? this.block(childrenOf(node)) : [];
  }

  private statements(node: SyntaxNode): Statement[] {
    if (node.name === "StatementGroup") {
      const parts = childrenOf(node);
      return parts.flatMap((part, index): Statement[] => {
        if (part.name === ";") return [];
        const [statement] = this.statements(part);
        // A semicolon at the end of a cell keeps its last value from being shown.
        if (statement!.type === "expression" && parts[index + 1]?.name === ";")
          return [{ ...statement!, silent: true }];
        return [statement!];
      });
    }
    const { from, to } = node;
    const reader = readers[node.name];
    const read = reader ? reader(this, node) : other(this, node);
    return [{ ...read, from, to } as Statement];
  }
}

const descriptions: Record<string, string> = { ClassDefinition: "a class", MatchStatement: "`match`" };

/** A statement that the importer has no form for, with the name that it sets. */
function other(reader: StatementReader, node: SyntaxNode): object {
  const name = node.name === "ClassDefinition" ? childrenOf(node)[1] : undefined;
  const what = descriptions[node.name] ?? `\`${node.firstChild?.name ?? node.name}\``;
  return { type: "other", what, names: name ? [reader.expressions.text(name)] : [] };
}

type Reader = (reader: StatementReader, node: SyntaxNode) => object;

const find = (nodes: readonly SyntaxNode[], name: string) => nodes.findIndex((node) => node.name === name);

/** Bodies after each of these words: `if a: … elif b: … else: …`. */
function clauses(node: SyntaxNode): { word: string; head: SyntaxNode[]; body: SyntaxNode }[] {
  const found: { word: string; head: SyntaxNode[]; body: SyntaxNode }[] = [];
  let head: SyntaxNode[] = [];
  for (const child of childrenOf(node)) {
    if (child.name !== "Body") {
      head.push(child);
      continue;
    }
    found.push({ word: head[0]!.name, head: head.slice(1), body: child });
    head = [];
  }
  return found;
}

function otherwise(reader: StatementReader, parts: ReturnType<typeof clauses>): object {
  const last = parts.find(({ word }) => word === "else");
  return last ? { otherwise: reader.body(last.body) } : {};
}

function imports(reader: StatementReader, node: SyntaxNode): ImportedName[] {
  const text = (part: readonly SyntaxNode[]) => part.map((child) => reader.expressions.text(child)).join("");
  const children = childrenOf(node).filter(({ name }) => name !== "(" && name !== ")");
  const named = (group: readonly SyntaxNode[]) => {
    const as = find(group, "as");
    return as < 0
      ? { path: text(group) }
      : { path: text(group.slice(0, as)), alias: text(group.slice(as + 1)) };
  };
  const start = find(children, "import");
  const names = splitAt(children.slice(start + 1), ",").map(named);
  if (children[0]!.name !== "from")
    return names.map(({ path, alias }) => ({ module: path, ...(alias ? { alias } : {}) }));
  const module = text(children.slice(1, start));
  return names.map(({ path, alias }) => ({ module, name: path, ...(alias ? { alias } : {}) }));
}

const assign: Reader = (reader, node) => {
  const children = childrenOf(node).filter(({ name }) => name !== "TypeDef");
  const groups = splitAt(children, "AssignOp").map((group) => reader.expressions.list(group));
  if (groups.length === 1) return { type: "declare", target: groups[0]! };
  return { type: "assign", targets: groups.slice(0, -1), value: groups.at(-1)! };
};

const definition: Reader = (reader, node) => {
  const children = childrenOf(node);
  if (children[0]!.name === "async")
    return {
      type: "other",
      what: "an asynchronous function",
      names: [reader.expressions.text(children[2]!)],
    };
  const parameters = children.find(({ name }) => name === "ParamList")!;
  return {
    type: "function",
    name: reader.expressions.text(children[1]!),
    parameters: reader.expressions.parameters(parameters),
    body: reader.body(children.at(-1)),
    decorators: [],
  };
};

/** A decorator is a name with dots and perhaps a call, as separate nodes. */
function decorator(reader: StatementReader, node: SyntaxNode): Expression {
  const { text } = reader.expressions;
  const names = childrenOf(node).filter(({ name }) => name === "VariableName" || name === "PropertyName");
  const span = { from: node.from, to: node.to };
  const parts = names.map((name) => text.call(reader.expressions, name));
  return parts.slice(1).reduce<Expression>((value, name) => ({ type: "attribute", value, name, ...span }), {
    type: "name",
    name: parts[0] ?? "",
    ...span,
  });
}

const value: (type: string) => Reader = (type) => (reader, node) => {
  const rest = childrenOf(node).slice(1);
  const from = find(rest, "from");
  const values = from < 0 ? rest : rest.slice(0, from);
  return { type, ...(values.length > 0 ? { value: reader.expressions.list(values) } : {}) };
};

const readers: Record<string, Reader> = {
  ImportStatement: (reader, node) => ({ type: "import", names: imports(reader, node) }),
  ExpressionStatement: (reader, node) => ({
    type: "expression",
    value: reader.expressions.list(childrenOf(node)),
    silent: false,
  }),
  YieldStatement: (reader, node) => ({
    type: "expression",
    value: { ...yielded(reader.expressions, node), from: node.from, to: node.to },
    silent: true,
  }),
  AssignStatement: assign,
  UpdateStatement: (reader, node) => {
    const [target, operator, ...rest] = childrenOf(node);
    return {
      type: "update",
      target: reader.expressions.read(target!),
      operator: reader.expressions.text(operator!).slice(0, -1) as ArithmeticOperator,
      value: reader.expressions.list(rest),
    };
  },
  IfStatement: (reader, node) => {
    const parts = clauses(node);
    return {
      type: "if",
      branches: parts
        .filter(({ word }) => word !== "else")
        .map(({ head, body }) => ({ test: reader.expressions.list(head), body: reader.body(body) })),
      ...otherwise(reader, parts),
    };
  },
  ForStatement: (reader, node) => {
    const parts = clauses(node);
    const { word, head, body } = parts[0]!;
    if (word !== "for") return { type: "other", what: "an asynchronous loop", names: [] };
    const within = find(head, "in");
    return {
      type: "for",
      target: reader.expressions.list(head.slice(0, within)),
      source: reader.expressions.list(head.slice(within + 1)),
      body: reader.body(body),
      ...otherwise(reader, parts),
    };
  },
  WhileStatement: (reader, node) => {
    const parts = clauses(node);
    const { head, body } = parts[0]!;
    return {
      type: "while",
      test: reader.expressions.list(head),
      body: reader.body(body),
      ...otherwise(reader, parts),
    };
  },
  WithStatement: (reader, node) => {
    const { word, head, body } = clauses(node)[0]!;
    if (word !== "with") return { type: "other", what: "an asynchronous `with`", names: [] };
    const items = splitAt(
      head.filter(({ name }) => name !== "(" && name !== ")"),
      ",",
    ).map((group) => {
      const as = find(group, "as");
      if (as < 0) return { value: reader.expressions.item(group) };
      return {
        value: reader.expressions.item(group.slice(0, as)),
        name: reader.expressions.item(group.slice(as + 1)),
      };
    });
    return { type: "with", items, body: reader.body(body) };
  },
  TryStatement: (reader, node) => {
    const parts = clauses(node);
    const final = parts.find(({ word }) => word === "finally");
    const handlers = parts
      .filter(({ word }) => word === "except")
      .map(({ head, body }): Handler => {
        const as = find(head, "as");
        const kind = as < 0 ? head : head.slice(0, as);
        return {
          ...(kind.length > 0 ? { kind: reader.expressions.list(kind) } : {}),
          ...(as < 0 ? {} : { name: reader.expressions.text(head[as + 1]!) }),
          body: reader.body(body),
        };
      });
    return {
      type: "try",
      body: reader.body(parts[0]!.body),
      handlers,
      ...otherwise(reader, parts),
      ...(final ? { final: reader.body(final.body) } : {}),
    };
  },
  FunctionDefinition: definition,
  DecoratedStatement: (reader, node) => {
    const children = childrenOf(node);
    const inner = children.at(-1)!;
    if (inner.name !== "FunctionDefinition") return other(reader, inner);
    const decorators = children.slice(0, -1).map((child) => decorator(reader, child));
    const read = definition(reader, inner);
    return "decorators" in read ? { ...read, decorators } : read;
  },
  ReturnStatement: value("return"),
  RaiseStatement: value("raise"),
  AssertStatement: (reader, node) => {
    const [test, message] = splitAt(childrenOf(node).slice(1), ",");
    return {
      type: "assert",
      test: reader.expressions.item(test!),
      ...(message ? { message: reader.expressions.item(message) } : {}),
    };
  },
  DeleteStatement: (reader, node) => ({
    type: "delete",
    targets: splitAt(childrenOf(node).slice(1), ",").map((group) => reader.expressions.item(group)),
  }),
  ScopeStatement: (reader, node) => {
    const [word, ...names] = childrenOf(node);
    if (word!.name !== "global") return { type: "other", what: "`nonlocal`", names: [] };
    return {
      type: "global",
      names: names.filter(({ name }) => name === "VariableName").map((name) => reader.expressions.text(name)),
    };
  },
  PassStatement: () => ({ type: "pass" }),
  BreakStatement: () => ({ type: "break" }),
  ContinueStatement: () => ({ type: "continue" }),
};
