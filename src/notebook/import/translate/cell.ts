import { keptLineEnd } from "../code.js";
import type { Magic } from "../magics.js";
import type { Statement } from "../python/ast.js";
import { eventsOf } from "../python/usage.js";
import { CellComments } from "./cell-comments.js";
import { functionId } from "./functions.js";
import { endOf, hasEmptyLine, LeftOut, leftOutLine, translateStatement } from "./statements.js";
import type { Translator } from "./translator.js";
import { Untranslated } from "./untranslated.js";

/** What became of a code cell. */
export interface CellText {
  text: string;
  /** Statements and magics that are left for a person. */
  left: number;
  /** All of them. */
  all: number;
  /** There was nothing but imports. */
  onlyImports: boolean;
}

/** The mark of what a person has to translate. */
const mark = "// summnb import: not translated";

/** The Python of a cell as TypeScript; what can't be translated stays as a comment. */
export function translateCell(t: Translator, index: number, magics: readonly Magic[]): CellText {
  t.cell = index;
  const program = t.cells[index]!.program!;
  t.comments = new CellComments(program);
  const lines: string[] = [];
  const signs = new Map(magics.map((magic) => [magic.from, magic]));
  let left = 0;
  let lastReason: string | undefined;
  const comment = ({ from, text }: { from: number; text: string }): string => {
    const magic = signs.get(from);
    if (!magic) return isRestOfMagic(magics, from) ? "" : `// ${text}`.trimEnd();
    if (magic.reason !== undefined) {
      t.remark("dropped", `\`${magic.text}\` is left out: ${magic.reason}.`, magic);
      return `// summnb import: left out (${magic.reason}): ${magic.text}`;
    }
    left++;
    t.remark("untranslated", `\`${magic.text}\` is no Python.`, magic);
    return `${mark}: this is no Python.\n//   ${magic.text}`;
  };
  const statements = program.statements;
  t.blocks = [{ scope: t.module, statements, at: 0, hoisted: [] }];
  statements.forEach((node, position) => {
    t.blocks[0]!.at = position;
    const before = t.comments.before(node.from);
    const previous = statements[position - 1];
    const isApart =
      previous && hasEmptyLine(t.source.slice(endOf(t, previous), before[0]?.from ?? node.from));
    const above = before.map(comment).filter((line) => line !== "");
    const reason = translateInto(t, node, position === statements.length - 1, (text) => {
      if (isApart && lines.length > 0 && (text !== "" || above.length > 0)) lines.push("");
      lines.push(...above);
      if (text !== "") lines.push(text);
      lastReason = undefined;
    });
    if (reason === undefined) return;
    left++;
    if (isApart || above.length > 0) lastReason = undefined;
    if (isApart && lines.length > 0) lines.push("");
    lines.push(...above);
    if (reason !== lastReason) lines.push(`${mark}: ${reason}.`);
    lines.push(...pythonLines(t, node));
    lastReason = reason;
  });
  lines.push(
    ...t.comments
      .before(Number.POSITIVE_INFINITY)
      .map(comment)
      .filter((line) => line !== ""),
  );
  return {
    text: lines.join("\n").replaceAll(keptLineEnd, "\n"),
    left,
    all: statements.length + magics.length,
    onlyImports:
      statements.length > 0 && statements.every(({ type }) => type === "import") && lines.length === 0,
  };
}

const isRestOfMagic = (magics: readonly Magic[], at: number) =>
  magics.some(({ from, to }) => from < at && at < to);

/** Gives a statement's lines to `take`, or returns why there are none. */
function translateInto(
  t: Translator,
  node: Statement,
  isLast: boolean,
  take: (text: string) => void,
): string | undefined {
  const undo = t.mark();
  try {
    const made = translateStatement(t, node);
    const text = made instanceof LeftOut ? leftOutLine(t, node, made) : quiet(node, made, isLast);
    const comment = t.comments.after(node.to);
    const inner = t.comments.between(node.from, node.to).map((found) => `// ${found.text}`);
    const whole = [...inner, text === "" ? "" : comment ? `${text} // ${comment.text}` : text];
    take(whole.filter((line) => line !== "").join("\n"));
    return undefined;
  } catch (error) {
    if (!(error instanceof Untranslated)) throw error;
    undo();
    t.blocks[0]!.hoisted.length = 0;
    t.comments.between(node.from, node.to);
    giveUp(t, node, error.message);
    t.remark(
      "untranslated",
      `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`,
      error.at ?? node,
    );
    return error.message;
  }
}

/** Python shows a cell's last value only where the last line is nothing but a value. */
function quiet(node: Statement, text: string, isLast: boolean): string {
  if (!isLast || text === "") return text;
  const isShown = node.type === "expression" && !node.silent;
  const changes = [".push(", "Object.assign(", "process.stdout.write("].some((name) => text.includes(name));
  if (node.type === "expression" && (node.silent || (isShown && changes)))
    return `void (${text.slice(0, -1)});`;
  const isDeclared = /^(?:const|let) [^;\n]*=/.test(text) || text.startsWith("//");
  const assigns = (node.type === "assign" || node.type === "update") && !isDeclared;
  return assigns ? `${text}\nvoid 0;` : text;
}

/** What the statement was to set has no value, so that what needs it is left as well. */
function giveUp(t: Translator, node: Statement, reason: string): void {
  const line = t.source.slice(0, node.from).split("\n").length;
  const where = `line ${line} of cell ${t.cells[t.cell]!.number}`;
  void reason;
  for (const { name, isRead } of eventsOf([node])) {
    if (isRead) continue;
    const missing = `it needs \`${name}\`, which ${where} was to set`;
    const isFunction = node.type === "function" && node.name === name;
    const kind = isFunction
      ? ({ type: "function", id: functionId(t, node) } as const)
      : ({ type: "unknown" } as const);
    t.module.bindings.set(name, { name: t.safeName(name), kind, cell: t.cell, missing });
  }
}

function pythonLines(t: Translator, node: Statement): string[] {
  return t
    .python(node)
    .trimEnd()
    .split("\n")
    .map((line) => `//   ${line}`.trimEnd());
}
