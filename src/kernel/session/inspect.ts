import { inspect } from "node:util";
import { hoverSymbol, isHoverable } from "../../library/display/types.js";
import type { InspectResult } from "../../protocol/index.js";
import type { NotebookVariables } from "../modules/index.js";
import { columnsOf } from "./columns.js";
import { lookUp } from "./look-up.js";

const nothing: InspectResult = { found: false, markdown: "" };
const longest = 2000;

/** The hover text of a variable or of a member of one; see `lookUp`. */
export function inspectExpression(expression: string, variables: NotebookVariables): InspectResult {
  try {
    const found = lookUp(expression, variables);
    if (!found) return nothing;
    const columns = columnsOf(found.value);
    return { found: true, markdown: markdownOf(found.value), ...(columns ? { columns } : {}) };
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
