/** Tells the language service which columns the data sets have that a kernel holds. */
import * as vscode from "vscode";
import { type LanguageColumns, type LanguageDatasets, languageMethods } from "../../protocol/index.js";
import type { Kernels, NotebookEvent } from "../execution/kernels.js";
import { findCell } from "../notebook/cell-ids.js";
import type { CellDiagnostics } from "./diagnostics.js";
import type { LanguageNotebooks } from "./notebooks.js";
import type { LanguageProcess } from "./process.js";

type Variable = LanguageColumns["variables"][number];

export class DatasetColumns implements vscode.Disposable {
  /** By notebook and variable. */
  private readonly known = new Map<vscode.NotebookDocument, Map<string, Variable>>();
  /** Text of the cells that run, by execution. */
  private readonly texts = new Map<string, string>();
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly kernels: Kernels,
    private readonly notebooks: LanguageNotebooks,
    private readonly service: LanguageProcess,
    private readonly diagnostics: CellDiagnostics,
  ) {
    this.disposables = [
      kernels.onDidReceiveEvent((event) => this.receive(event)),
      kernels.onDidChangeState((notebook) => this.forgetWithoutKernel(notebook)),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.known.delete(notebook)),
    ];
  }

  /** A new process of the service knows nothing. */
  resend(): void {
    for (const notebook of this.known.keys()) this.send(notebook);
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private receive({ notebook, event }: NotebookEvent): void {
    const document = findCell(notebook, event.cellId)?.document;
    if (event.type === "started" && document) this.texts.set(event.executionId, document.getText());
    if (event.type !== "finished") return;
    const text = this.texts.get(event.executionId);
    this.texts.delete(event.executionId);
    if (document && text !== undefined) void this.look(notebook, document, text);
  }

  private async look(
    notebook: vscode.NotebookDocument,
    document: vscode.TextDocument,
    text: string,
  ): Promise<void> {
    const cell = this.notebooks.find(document);
    const names = cell && (await this.notebooks.ask<LanguageDatasets>(languageMethods.datasets, cell));
    const session = this.kernels.existing(notebook)?.session;
    if (!names?.length || !session) return;
    const known = this.known.get(notebook) ?? new Map<string, Variable>();
    for (const name of names) {
      // A kernel that ends meanwhile knows nothing any more.
      const { columns } = (await session.inspect(name).catch(() => undefined)) ?? {};
      if (columns) known.set(name, { name, cell: cell!.place.cell, text, columns });
      else known.delete(name);
    }
    this.known.set(notebook, known);
    this.send(notebook);
    this.diagnostics.schedule(notebook);
  }

  private forgetWithoutKernel(notebook: vscode.NotebookDocument): void {
    const state = this.kernels.state(notebook);
    if (state === "idle" || state === "busy" || !this.known.delete(notebook)) return;
    this.send(notebook);
    this.diagnostics.schedule(notebook);
  }

  private send(notebook: vscode.NotebookDocument): void {
    const variables = [...(this.known.get(notebook)?.values() ?? [])];
    const columns: LanguageColumns = { notebook: notebook.uri.toString(), variables };
    this.service.notify(languageMethods.columns, columns);
  }
}
