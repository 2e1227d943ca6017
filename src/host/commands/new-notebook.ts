/** Opens a notebook that is made here: a file in the workspace when there is one, else an unsaved one. */
import * as vscode from "vscode";
import { newCell, newNotebook, serializeNotebook } from "../../notebook/index.js";
import { notebookType } from "../notebook/cell-ids.js";
import { toNotebookData } from "../notebook/serializer.js";
import type { TemplateCell } from "../train-lora/cells.js";

function build(cells: TemplateCell[]) {
  return { ...newNotebook(), cells: cells.map(({ type, text }) => newCell(type, text)) };
}

export async function openUntitled(cells: TemplateCell[]): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(notebookType, toNotebookData(build(cells)));
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/**
 * Writes `NAME.summnb`, or `NAME-2.summnb` and so on, into the workspace's first folder, so that relative
 * paths in its cells hold and its kernel survives a reload; without a workspace it stays unsaved.
 */
export async function openInWorkspace(name: string, cells: TemplateCell[]): Promise<vscode.NotebookDocument> {
  const uri = await writeInWorkspace(name, cells);
  if (!uri) return openUntitled(cells);
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/** Writes the file without opening it; undefined without a workspace. */
export async function writeInWorkspace(name: string, cells: TemplateCell[]): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) return undefined;
  const uri = await freeName(folder, name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(serializeNotebook(build(cells))));
  return uri;
}

async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, `${name}${number === 1 ? "" : `-${number}`}.summnb`);
    const taken = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!taken) return uri;
  }
}
