/** Keeps the language service's idea of the open notebooks the same as the editor's. */
import path from "node:path";
import * as vscode from "vscode";
import { type LanguageNotebook, languageMethods } from "../../protocol/index.js";
import { notebookType } from "../notebook/cell-ids.js";
import type { LanguageProcess } from "./process.js";

/** A cell of a notebook, with the names that the service knows both by. */
export interface KnownCell {
  document: vscode.TextDocument;
  notebook: vscode.NotebookDocument;
  place: { notebook: string; cell: string };
}

export class LanguageNotebooks implements vscode.Disposable {
  /** Version of each cell that the service was last given. */
  private readonly sent = new Map<string, Map<string, number>>();
  private readonly dirty = new Set<vscode.NotebookDocument>();
  private readonly changes = new vscode.EventEmitter<vscode.NotebookDocument>();
  private readonly disposables: vscode.Disposable[] = [this.changes];

  /** A notebook was opened, or a cell of it was changed, added, moved or removed. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly service: LanguageProcess) {
    this.disposables.push(
      vscode.workspace.onDidOpenNotebookDocument((notebook) => this.changed(notebook)),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.closed(notebook)),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
        if (contentChanges.length || cellChanges.some(({ document }) => document)) this.changed(notebook);
      }),
    );
  }

  get open(): vscode.NotebookDocument[] {
    return vscode.workspace.notebookDocuments.filter((notebook) => notebook.notebookType === notebookType);
  }

  /** Forgets what was sent: a new process knows nothing. */
  reset(): void {
    this.sent.clear();
    for (const notebook of this.open) this.dirty.add(notebook);
  }

  find(document: vscode.TextDocument): KnownCell | undefined {
    const notebook = this.open.find((candidate) => codeCells(candidate).includes(document));
    return notebook && this.known(notebook, document);
  }

  cells(notebook: vscode.NotebookDocument): KnownCell[] {
    return codeCells(notebook).map((document) => this.known(notebook, document));
  }

  /** Asks about a cell, after everything that was changed before has been told. */
  async ask<T>(method: string, { place }: KnownCell, params: object = {}): Promise<T | undefined> {
    if (!this.service.ready) return undefined;
    for (const notebook of this.dirty) this.send(notebook);
    return this.service.request<T>(method, { ...place, ...params });
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private known(notebook: vscode.NotebookDocument, document: vscode.TextDocument): KnownCell {
    return {
      document,
      notebook,
      place: { notebook: notebook.uri.toString(), cell: document.uri.toString() },
    };
  }

  private changed(notebook: vscode.NotebookDocument): void {
    if (notebook.notebookType !== notebookType) return;
    this.dirty.add(notebook);
    this.changes.fire(notebook);
  }

  private closed(notebook: vscode.NotebookDocument): void {
    this.dirty.delete(notebook);
    if (this.sent.delete(notebook.uri.toString()))
      this.service.notify(languageMethods.close, notebook.uri.toString());
  }

  private send(notebook: vscode.NotebookDocument): void {
    this.dirty.delete(notebook);
    const key = notebook.uri.toString();
    const former = this.sent.get(key);
    const versions = new Map<string, number>();
    const cells = codeCells(notebook).map((document) => {
      const cell = document.uri.toString();
      versions.set(cell, document.version);
      return former?.get(cell) === document.version ? { cell } : { cell, text: document.getText() };
    });
    const update: LanguageNotebook = { notebook: key, folder: folderOf(notebook), cells };
    this.service.notify(languageMethods.update, update);
    this.sent.set(key, versions);
  }
}

function codeCells(notebook: vscode.NotebookDocument): vscode.TextDocument[] {
  return notebook
    .getCells()
    .filter(
      ({ kind, document }) => kind === vscode.NotebookCellKind.Code && document.languageId === "typescript",
    )
    .map(({ document }) => document);
}

/** An unsaved notebook runs in the workspace's first folder. */
function folderOf(notebook: vscode.NotebookDocument): string {
  if (!notebook.isUntitled) return path.dirname(notebook.uri.fsPath);
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd();
}
