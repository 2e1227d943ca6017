/**
 * Python as the importer needs it: a small typed tree, made from lezer's. Every node knows where it stands in
 * its cell, so that messages and comments find their place.
 */

export interface Span {
  /** Offsets in the cell's text: from the first character up to but not including `to`. */
  from: number;
  to: number;
}

export type ArithmeticOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "//"
  | "%"
  | "**"
  | "@"
  | "&"
  | "|"
  | "^"
  | "<<"
  | ">>";
export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "is" | "is not";

/** What stands between parentheses of a call. */
export interface Argument extends Span {
  /** Of a keyword argument. */
  name?: string;
  /** `*value` or `**value`. */
  star?: "*" | "**";
  value: Expression;
}

export interface Parameter {
  name: string;
  star?: "*" | "**";
  fallback?: Expression;
}

/** `for target in source if …` of a comprehension. */
export interface Clause {
  target: Expression;
  source: Expression;
  conditions: Expression[];
}

/** A piece of a format string: text, or a value with its conversion and format. */
export type FormatPart =
  | { text: string }
  | { value: Expression; conversion: string; format: string; nested: boolean; label: string };

type Node<Type extends string, Fields = object> = Span & { type: Type } & Fields;

export type Name = Node<"name", { name: string }>;
export type Attribute = Node<"attribute", { value: Expression; name: string }>;
export type Call = Node<"call", { callee: Expression; args: Argument[] }>;
export type Subscript = Node<"subscript", { value: Expression; index: Expression }>;
export type Slice = Node<"slice", { start?: Expression; end?: Expression; step?: Expression }>;
export type Lambda = Node<"lambda", { parameters: Parameter[]; body: Expression }>;
export type Comprehension = Node<
  "comprehension",
  { kind: "list" | "set" | "dict" | "generator"; key?: Expression; element: Expression; clauses: Clause[] }
>;

export type Expression =
  | Name
  | Attribute
  | Call
  | Subscript
  | Slice
  | Lambda
  | Comprehension
  | Node<"number", { text: string }>
  | Node<"text", { value: string }>
  | Node<"bytes">
  | Node<"format", { parts: FormatPart[] }>
  | Node<"constant", { value: true | false | null }>
  | Node<"ellipsis">
  | Node<"list", { items: Expression[] }>
  | Node<"tuple", { items: Expression[] }>
  | Node<"set", { items: Expression[] }>
  | Node<"dict", { entries: { key?: Expression; value: Expression }[] }>
  | Node<"starred", { value: Expression }>
  | Node<"unary", { operator: "-" | "+" | "~"; operand: Expression }>
  | Node<"not", { operand: Expression }>
  | Node<"binary", { operator: ArithmeticOperator; left: Expression; right: Expression }>
  | Node<"logical", { operator: "and" | "or"; left: Expression; right: Expression }>
  | Node<"compare", { first: Expression; rest: { operator: ComparisonOperator; right: Expression }[] }>
  | Node<"conditional", { test: Expression; yes: Expression; no: Expression }>
  | Node<"named", { name: string; value: Expression }>
  | Node<"await", { value?: Expression }>
  | Node<"yield", { value?: Expression }>;

/** `module` of `from module import name as alias`; a plain `import` has no name. */
export interface ImportedName {
  module: string;
  name?: string;
  alias?: string;
}

export interface Branch {
  test: Expression;
  body: Statement[];
}

export interface Handler {
  kind?: Expression;
  name?: string;
  body: Statement[];
}

export type FunctionDefinition = Node<
  "function",
  { name: string; parameters: Parameter[]; body: Statement[]; decorators: Expression[] }
>;
export type For = Node<
  "for",
  { target: Expression; source: Expression; body: Statement[]; otherwise?: Statement[] }
>;

export type Statement =
  | FunctionDefinition
  | For
  | Node<"import", { names: ImportedName[] }>
  | Node<"expression", { value: Expression; silent: boolean }>
  | Node<"assign", { targets: Expression[]; value: Expression }>
  | Node<"update", { target: Expression; operator: ArithmeticOperator; value: Expression }>
  | Node<"declare", { target: Expression }>
  | Node<"if", { branches: Branch[]; otherwise?: Statement[] }>
  | Node<"while", { test: Expression; body: Statement[]; otherwise?: Statement[] }>
  | Node<"with", { items: { value: Expression; name?: Expression }[]; body: Statement[] }>
  | Node<"try", { body: Statement[]; handlers: Handler[]; otherwise?: Statement[]; final?: Statement[] }>
  | Node<"return", { value?: Expression }>
  | Node<"raise", { value?: Expression }>
  | Node<"assert", { test: Expression; message?: Expression }>
  | Node<"delete", { targets: Expression[] }>
  | Node<"global", { names: string[] }>
  | Node<"pass">
  | Node<"break">
  | Node<"continue">
  /** What the importer has no form for: classes, `match`, `nonlocal`, asynchronous loops. */
  | Node<"other", { what: string; names: string[] }>;

export interface Comment extends Span {
  /** Without the number sign. */
  text: string;
}

export interface Program {
  source: string;
  statements: Statement[];
  comments: Comment[];
}
