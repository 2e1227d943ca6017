/** Cells are known by their nbformat id. VS Code makes cells without one, and copies of cells with the same one. */
import * as vscode from "vscode";
import { newCellId } from "../../notebook/index.js";

export const notebookType = "summnb";

export function cellId(cell: vscode.NotebookCell): string | undefined {
  const { id } = cell.metadata as { id?: unknown };
  return typeof id === "string" ? id : undefined;
}

export function findCell(notebook: vscode.NotebookDocument, id: string): vscode.NotebookCell | undefined {
  return notebook.getCells().find((cell) => cellId(cell) === id);
}

/** The cells of a notebook that have no id, or the id of a cell before them. */
function cellsToName(notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
  const seen = new Set<string>();
  return notebook.getCells().filter((cell) => {
    const id = cellId(cell);
    if (id === undefined || seen.has(id)) return true;
    seen.add(id);
    return false;
  });
}

/** Gives every cell an id of its own, as one edit of the notebook. */
export async function ensureCellIds(notebook: vscode.NotebookDocument): Promise<void> {
  const cells = cellsToName(notebook);
  if (!cells.length) return;
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    notebook.uri,
    cells.map((cell) =>
      vscode.NotebookEdit.updateCellMetadata(cell.index, { ...cell.metadata, id: newCellId() }),
    ),
  );
  await vscode.workspace.applyEdit(edit);
}

/** Names new and pasted cells as they appear. A file that came without ids gets them when it is first edited or run. */
export function watchCellIds(): vscode.Disposable {
  return vscode.workspace.onDidChangeNotebookDocument(async ({ notebook, contentChanges }) => {
    if (notebook.notebookType !== notebookType) return;
    if (contentChanges.some((change) => change.addedCells.length)) await ensureCellIds(notebook);
  });
}
