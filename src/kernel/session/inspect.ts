import { inspect } from "node:util";
import { hoverSymbol, isHoverable } from "../../library/display/types.js";
import type { InspectResult } from "../../protocol/index.js";
import type { NotebookVariables } from "../modules/index.js";
import { columnsOf } from "./columns.js";

const identifier = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*`;
const path = new RegExp(
  String.raw`^${identifier}(?:\??\.${identifier}|\[\d+\]|\["[^"\\]*"\]|\['[^'\\]*'\])*$`,
  "u",
);
const step = new RegExp(String.raw`${identifier}|\d+|"[^"]*"|'[^']*'`, "gu");
const nothing: InspectResult = { found: false, markdown: "" };
const longest = 2000;

/**
 * The hover text of a variable or of a member of one. Only such paths are looked up; nothing is called but
 * getters and the value's own hover method.
 */
export function inspectExpression(expression: string, variables: NotebookVariables): InspectResult {
  const trimmed = expression.trim();
  if (!path.test(trimmed)) return nothing;
  const [root, ...members] = trimmed.match(step)!.map((part) => part.replace(/^["']|["']$/g, ""));
  if (!variables.has(root!)) return nothing;
  try {
    let value = variables.values[root!];
    for (const member of members) {
      if (value === null || value === undefined || !(member in Object(value))) return nothing;
      value = (value as Record<string, unknown>)[member];
    }
    return { found: true, markdown: markdownOf(value), columns: columnsOf(value) };
  } catch {
    return nothing;
  }
}

function markdownOf(value: unknown): string {
  if (isHoverable(value)) return value[hoverSymbol]();
  const text = inspect(value, {
    depth: 1,
    maxArrayLength: 20,
    maxStringLength: 500,
    breakLength: 80,
    getters: false,
  });
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  // A fence longer than any run of backticks inside it can't be closed by the value.
  const fence = "`".repeat(Math.max(3, ...[...cut.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}js\n${cut}\n${fence}`;
}
