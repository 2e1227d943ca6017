/** What the tests inside the extension host share: files, notebooks, runs, waiting. */
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";

export const extensionId = "summnb.summnb";

/** Where the tests make their notebooks: the open folder, so that commands find their way. */
export function testFolder(): string {
  const open = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return mkdtempSync(path.join(open ?? os.tmpdir(), "case-"));
}

export interface SourceCell {
  cell_type: "code" | "markdown" | "raw";
  id?: string;
  source: string | string[];
  metadata?: object;
  outputs?: object[];
  execution_count?: number | null;
  [unknown: string]: unknown;
}

export function code(id: string, source: string): SourceCell {
  return { cell_type: "code", execution_count: null, id, metadata: {}, outputs: [], source };
}

export function notebookJson(cells: SourceCell[], extra: object = {}): object {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...extra };
}

/** Writes a notebook of code cells and opens it; its kernel is the extension's only one. */
export async function openCells(...sources: string[]): Promise<vscode.NotebookDocument> {
  const cells = sources.map((source, index) => code(`cell-${index}`, source));
  return openText(`${JSON.stringify(notebookJson(cells), null, 1)}\n`);
}

export async function openText(text: string, name = "test.summnb"): Promise<vscode.NotebookDocument> {
  const file = path.join(testFolder(), name);
  writeFileSync(file, text);
  const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/**
 * Ends the kernels of all open notebooks. The editors stay open: VS Code reuses their webview, and to make a
 * new one after the last was closed sometimes takes it half a minute.
 */
export async function endKernels(): Promise<void> {
  for (const notebook of vscode.workspace.notebookDocuments)
    await vscode.commands.executeCommand("summnb.shutdownKernel", notebook.uri);
}

/** Polls until `found` returns something other than undefined, null or false. */
export async function until<T>(
  what: string,
  found: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  milliseconds = 30_000,
): Promise<T> {
  for (const end = Date.now() + milliseconds; Date.now() < end; ) {
    const value = await found();
    if (value !== undefined && value !== null && value !== false) return value as T;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${milliseconds / 1000} s for ${what}.`);
}

export async function selectKernel(): Promise<void> {
  await vscode.commands.executeCommand("notebook.selectKernel", {
    id: "summnb-node",
    extension: extensionId,
  });
}

/** Runs the cells in this range (all by default) and waits until none of them is running. */
export async function runCells(
  notebook: vscode.NotebookDocument,
  start = 0,
  end = notebook.cellCount,
): Promise<void> {
  await selectKernel();
  await vscode.commands.executeCommand("notebook.cell.execute", {
    ranges: [{ start, end }],
    document: notebook.uri,
  });
}

export function mimeText(cell: vscode.NotebookCell, mime: string): string | undefined {
  const item = cell.outputs.flatMap((output) => output.items).find((candidate) => candidate.mime === mime);
  return item && Buffer.from(item.data).toString("utf8");
}

export const stdoutMime = "application/vnd.code.notebook.stdout";
export const errorMime = "application/vnd.code.notebook.error";

export async function hoverText(cell: vscode.NotebookCell, line: number, column: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    cell.document.uri,
    new vscode.Position(line, column),
  );
  return hovers
    .flatMap((hover) =>
      hover.contents.map((content) => (typeof content === "string" ? content : content.value)),
    )
    .join("\n");
}
