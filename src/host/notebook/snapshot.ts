/** An open notebook, unsaved changes included, as the file that a save would write. */
import * as vscode from "vscode";
import type { Notebook } from "../../notebook/index.js";
import { fromNotebookData } from "./serializer.js";

export function snapshot(notebook: vscode.NotebookDocument): Notebook {
  const cells = notebook.getCells().map((cell) => {
    const data = new vscode.NotebookCellData(cell.kind, cell.document.getText(), cell.document.languageId);
    data.metadata = cell.metadata;
    data.outputs = [...cell.outputs];
    if (cell.executionSummary) data.executionSummary = cell.executionSummary;
    return data;
  });
  const data = new vscode.NotebookData(cells);
  data.metadata = notebook.metadata;
  return fromNotebookData(data);
}
