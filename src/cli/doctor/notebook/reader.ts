import { type AnyNode, parse } from "acorn";
import { CellSyntaxError, transpile } from "../../../kernel/compiler/index.js";
import type { Notebook } from "../../../notebook/index.js";
import type { Finding } from "../../../protocol/index.js";
import { Interpreter } from "./interpreter.js";
import type { Made } from "./values.js";

/** What a notebook's cells would call, and what can't be read. */
export interface Reading {
  calls: readonly Made[];
  findings: Finding[];
}

/** Reads the code cells in their order without running anything. */
export async function readCells({ cells }: Notebook): Promise<Reading> {
  const interpreter = new Interpreter();
  const findings: Finding[] = [];
  for (const [index, cell] of cells.entries()) {
    if (cell.type !== "code" || cell.source.trim() === "") continue;
    try {
      interpreter.readCell(await statementsOf(cell.source), index);
    } catch (error) {
      if (!(error instanceof CellSyntaxError)) throw error;
      findings.push({
        rule: "syntax",
        severity: "error",
        message: `This cell can't run: ${error.message}`,
        fix: "Correct it; what comes after was looked at without it.",
        cellId: cell.id,
        cell: placeOf(index, cells.length),
      });
    }
  }
  return { calls: interpreter.calls, findings };
}

/** "3 of 9": cells that have not run have no number beside them. */
export const placeOf = (index: number, count: number): string => `${index + 1} of ${count}`;

async function statementsOf(source: string): Promise<readonly AnyNode[]> {
  const { code } = await transpile(source, "cell");
  return parse(code, { ecmaVersion: "latest", sourceType: "module" }).body;
}
