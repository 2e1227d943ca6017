/** The way back from a run to the notebook's cell, or the program, that made it. */
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { pathsOf } from "../../runs/index.js";
import { l10n } from "../l10n.js";
import { findCell, notebookType } from "../notebook/cell-ids.js";
import type { RunEntry } from "./cache.js";

/** @throws Error with a sentence when the run does not know, or the file is gone */
export async function openSource({ record, store }: RunEntry): Promise<vscode.Uri> {
  const { source } = record;
  if (!source)
    throw new Error(
      l10n.t("The run {0} does not know its notebook: it was made by an earlier version.", record.name),
    );
  const file = pathsOf(record, store)(source.file);
  if (!existsSync(file))
    throw new Error(l10n.t("The run {0} was made by {1}, which is no longer there.", record.name, file));
  const uri = vscode.Uri.file(file);
  if (!file.endsWith(`.${notebookType}`)) {
    await vscode.window.showTextDocument(uri);
    return uri;
  }
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  const cell = source.cell === undefined ? undefined : findCell(notebook, source.cell);
  const range = cell && new vscode.NotebookRange(cell.index, cell.index + 1);
  const editor = await vscode.window.showNotebookDocument(notebook, range ? { selections: [range] } : {});
  if (range) editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  return uri;
}
