/** Shows what the language service finds wrong in cells, some time after the last change. */
import * as vscode from "vscode";
import { type LanguageDiagnostic, languageMethods } from "../../protocol/index.js";
import type { KnownCell, LanguageNotebooks } from "./notebooks.js";
import { rangeOf } from "./places.js";

/** Milliseconds without a change after which a notebook is checked. */
const pause = 300;

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  hint: vscode.DiagnosticSeverity.Hint,
} as const;

export class CellDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("summnb-types");
  private readonly timers = new Map<vscode.NotebookDocument, NodeJS.Timeout>();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly notebooks: LanguageNotebooks) {
    this.disposables = [
      this.collection,
      notebooks.onDidChange((notebook) => this.schedule(notebook)),
      vscode.workspace.onDidCloseTextDocument((document) => this.collection.delete(document.uri)),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.cancel(notebook)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("summnb.intellisense")) this.checkAll();
      }),
    ];
    this.checkAll();
  }

  checkAll(): void {
    for (const notebook of this.notebooks.open) this.schedule(notebook);
  }

  /** Checks the notebook after a pause; what was planned before is dropped. */
  schedule(notebook: vscode.NotebookDocument): void {
    this.cancel(notebook);
    const timer = setTimeout(() => void this.check(notebook, timer), pause);
    this.timers.set(notebook, timer);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private cancel(notebook: vscode.NotebookDocument): void {
    clearTimeout(this.timers.get(notebook));
    this.timers.delete(notebook);
  }

  /** One cell after the other, so that a completion asked for meanwhile waits for no more than one. */
  private async check(notebook: vscode.NotebookDocument, timer: NodeJS.Timeout): Promise<void> {
    const enabled = vscode.workspace
      .getConfiguration("summnb.intellisense", notebook.uri)
      .get("typeErrors", true);
    for (const cell of this.activeFirst(this.notebooks.cells(notebook))) {
      const { version } = cell.document;
      const found = enabled
        ? await this.notebooks.ask<LanguageDiagnostic[]>(languageMethods.diagnostics, cell)
        : [];
      // Changed meanwhile: a later check is planned.
      if (this.timers.get(notebook) !== timer) return;
      if (found && version === cell.document.version && !cell.document.isClosed)
        this.collection.set(
          cell.document.uri,
          found.map((diagnostic) => shown(cell.document, diagnostic)),
        );
    }
  }

  /** The cell in which the user works is the one whose mistakes matter most. */
  private activeFirst(cells: KnownCell[]): KnownCell[] {
    const active = vscode.window.activeTextEditor?.document;
    return [...cells].sort((a, b) => Number(b.document === active) - Number(a.document === active));
  }
}

function shown(document: vscode.TextDocument, found: LanguageDiagnostic): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, found),
    found.message,
    severities[found.severity],
  );
  diagnostic.source = "ts";
  diagnostic.code = found.code;
  if (found.deprecated) diagnostic.tags = [vscode.DiagnosticTag.Deprecated];
  return diagnostic;
}
