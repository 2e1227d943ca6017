import { indent } from "../code.js";
import type { Statement } from "../python/ast.js";
import { translateAssign, translateUpdate } from "./assignments.js";
import { translateConditional, translateTry, translateWith } from "./compound.js";
import { leftFunction, translateFunction } from "./functions.js";
import { translateFor, translateWhile } from "./loops.js";
import {
  translateAssert,
  translateDelete,
  translateExpressionStatement,
  translateRaise,
  translateReturn,
} from "./small-statements.js";
import type { Translator } from "./translator.js";

/** A statement that says nothing here, and why. */
export class LeftOut {
  constructor(readonly reason: string) {}
}

/** Lines of TypeScript, or why there are none. */
export type Translated = string | LeftOut;

type Translators = {
  [Type in Statement["type"]]?: (t: Translator, node: Extract<Statement, { type: Type }>) => Translated;
};

const translators: Translators = {
  function: (t, node) => leftFunction(t, node) ?? translateFunction(t, node),
  for: translateFor,
  while: translateWhile,
  if: translateConditional,
  with: translateWith,
  try: translateTry,
  assign: translateAssign,
  update: translateUpdate,
  expression: translateExpressionStatement,
  return: translateReturn,
  raise: translateRaise,
  assert: translateAssert,
  delete: translateDelete,
  declare: () => new LeftOut("a name without a value"),
  pass: () => "",
  break: () => "break;",
  continue: () => "continue;",
  import: (t, node) => {
    t.bindImports(node.names);
    return "";
  },
  global: (t, { names }) => {
    for (const name of names) t.frame.globals.add(name);
    return "";
  },
};

/** One statement, with the declarations that must stand before it. */
export function translateStatement(t: Translator, node: Statement): Translated {
  const translate = translators[node.type] as ((t: Translator, node: Statement) => Translated) | undefined;
  if (!translate) {
    const what = node.type === "other" ? node.what : node.type;
    return t.fail(`${what} has no counterpart here`, node);
  }
  const block = t.blocks.at(-1)!;
  const made = translate(t, node);
  const hoisted = block.hoisted.splice(0);
  if (made instanceof LeftOut || hoisted.length === 0) return made;
  return `let ${hoisted.join(", ")};\n${made}`;
}

/** Statements of a block that is open already, each with the comments and empty lines around it. */
export function translateStatements(t: Translator, statements: readonly Statement[], end: number): string {
  const lines: string[] = [];
  const block = t.blocks.at(-1)!;
  statements.forEach((node, index) => {
    block.at = index;
    const before = t.comments.before(node.from);
    const start = before[0]?.from ?? node.from;
    const previous = statements[index - 1];
    if (previous && hasEmptyLine(t.source.slice(endOf(t, previous), start))) lines.push("");
    lines.push(...before.map(({ text }) => `// ${text}`.trimEnd()));
    const made = translateStatement(t, node);
    const comment = t.comments.after(node.to);
    const text = made instanceof LeftOut ? leftOutLine(t, node, made) : made;
    if (text !== "") lines.push(comment ? `${text} // ${comment.text}` : text);
    else if (comment) lines.push(`// ${comment.text}`);
    lines.push(...t.comments.between(node.from, node.to).map((inner) => `// ${inner.text}`));
  });
  void end;
  return lines.join("\n");
}

/** Where a statement's last line ends; a body takes the line end along. */
export function endOf(t: Translator, node: Statement): number {
  return node.from + t.python(node).trimEnd().length;
}

/** Whether the text between two statements has a line without anything. */
export function hasEmptyLine(between: string): boolean {
  return between
    .split("\n")
    .slice(1, -1)
    .some((line) => line.trim() === "");
}

/** A comment in place of a statement that says nothing here. */
export function leftOutLine(t: Translator, node: Statement, { reason }: LeftOut): string {
  const [first, ...others] = t.python(node).split("\n");
  t.remark("dropped", `\`${first!.trim()}${others.length > 0 ? " …" : ""}\` is left out: ${reason}.`, node);
  return `// summnb import: left out (${reason}): ${first!.trim()}${others.length > 0 ? " …" : ""}`;
}

/** Statements that stand in the block around them, such as those below a `with` that is left out. */
export function inlineStatements(t: Translator, statements: readonly Statement[], end: number): string {
  t.blocks.push({ scope: t.scope, statements, at: -1, hoisted: [] });
  try {
    return translateStatements(t, statements, end);
  } finally {
    t.blocks.pop();
  }
}

/** A block of its own: its statements in a new scope. */
export function translateBlock(t: Translator, statements: readonly Statement[], end: number): string {
  const work = () => {
    t.blocks.push({ scope: t.scope, statements, at: -1, hoisted: [] });
    try {
      return translateStatements(t, statements, end);
    } finally {
      t.blocks.pop();
    }
  };
  // A function's scope is open already, with its parameters.
  return t.scope.kind === "function" &&
    t.scope.bindings !== undefined &&
    !t.blocks.some(({ scope }) => scope === t.scope)
    ? work()
    : t.inScope("block", work);
}

export const inBraces = (body: string) => (body === "" ? "{}" : `{\n${indent(body)}\n}`);
