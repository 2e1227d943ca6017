/** After a kernel's death in a training: a cell that goes on from the last checkpoint, and how to run it. */
import path from "node:path";
import * as vscode from "vscode";
import { l10n } from "../l10n.js";
import type { LiveOutputs } from "../live/live-outputs.js";
import { findCell } from "../notebook/cell-ids.js";
import { lastCheckpoint } from "./checkpoints.js";
import { resumeCode } from "./resume-code.js";

export interface StoppedTraining {
  cellId: string;
  /** Such as `checkpoint-200`. */
  checkpointName: string;
  code: string;
}

/** What a restart needs of a notebook's kernel. */
interface ResumingKernel {
  readonly notebook: vscode.NotebookDocument;
  restart(): Promise<void>;
  run(cells: vscode.NotebookCell[]): Promise<void>;
}

/** The training that a death has stopped, when its cell is known and a checkpoint is there to go on from. */
export function stoppedTraining(
  notebook: vscode.NotebookDocument,
  live: LiveOutputs,
  runningCells: string[],
): StoppedTraining | undefined {
  const runId = live.runningRun();
  const cellId = runningCells[0];
  const cell = cellId === undefined ? undefined : findCell(notebook, cellId);
  if (runId === undefined || !cell) return undefined;
  const checkpoint = lastCheckpoint(runId, path.dirname(notebook.uri.fsPath));
  const code = resumeCode(cell.document.getText());
  return checkpoint && code !== undefined
    ? { cellId: cellId!, checkpointName: checkpoint.name, code }
    : undefined;
}

/**
 * Writes the cell below the one that died, which stays as it was; nothing runs unasked, because the cells above may
 * take long or write files. When the user agrees, a new kernel runs them and then the new cell.
 */
export async function offerToResume(training: StoppedTraining, kernel: ResumingKernel): Promise<void> {
  const { notebook } = kernel;
  const died = findCell(notebook, training.cellId);
  if (!died) return;
  const added = await insertBelow(died, training.code);
  const run = l10n.t("Restart and Run");
  const said = l10n.t(
    "The new cell goes on from {0}. A restarted kernel needs the cells above it first, without the one that stopped.",
    training.checkpointName,
  );
  if ((await vscode.window.showInformationMessage(said, run)) !== run) return;
  await kernel.restart();
  const above = notebook.getCells().slice(0, died.index);
  await kernel.run([...above.filter(({ kind }) => kind === vscode.NotebookCellKind.Code), added]);
}

async function insertBelow(cell: vscode.NotebookCell, code: string): Promise<vscode.NotebookCell> {
  const { notebook } = cell;
  const index = cell.index + 1;
  const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, "typescript");
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(index, [data])]);
  await vscode.workspace.applyEdit(edit);
  const range = new vscode.NotebookRange(index, index + 1);
  const editor = vscode.window.visibleNotebookEditors.find((visible) => visible.notebook === notebook);
  if (editor) {
    editor.selection = range;
    editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  }
  return notebook.cellAt(index);
}
