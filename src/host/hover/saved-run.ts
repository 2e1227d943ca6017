/** Without a kernel: the run that a cell's saved output names, found by the identifier in that cell's code. */
import path from "node:path";
import type * as vscode from "vscode";
import { kindOf } from "../../protocol/index.js";
import { readRun } from "../../runs/index.js";
import { runMarkdown } from "./run-markdown.js";

/** Ids of the runs in a cell's outputs. */
function runIds(cell: vscode.NotebookCell): string[] {
  return cell.outputs.flatMap((output) =>
    output.items
      .filter((item) => kindOf(item.mime))
      .flatMap((item) => {
        const { runId } = JSON.parse(Buffer.from(item.data).toString("utf8")) as { runId?: unknown };
        return typeof runId === "string" ? [runId] : [];
      }),
  );
}

function mentions(cell: vscode.NotebookCell, identifier: string): boolean {
  const words: string[] = cell.document.getText().match(/[\p{ID_Continue}$]+/gu) ?? [];
  return words.includes(identifier);
}

/** Markdown about the last run among the outputs of cells that mention the identifier. */
export function savedRunMarkdown(notebook: vscode.NotebookDocument, identifier: string): string | undefined {
  if (notebook.isUntitled) return undefined;
  const id = notebook
    .getCells()
    .filter((cell) => mentions(cell, identifier))
    .flatMap(runIds)
    .at(-1);
  if (!id) return undefined;
  try {
    return runMarkdown(readRun(id, path.join(path.dirname(notebook.uri.fsPath), "runs")));
  } catch {
    // The notebook was copied without its runs; its outputs still say what they say.
    return undefined;
  }
}
