/** The kernels of all open notebooks: one each, made when first needed, let go when the notebook closes. */
import * as vscode from "vscode";
import type { KernelEvent } from "../../protocol/index.js";
import type { Backend } from "../backend/backend.js";
import { kernelFolder } from "../kernel/folder.js";
import type { KernelState } from "../kernel/session.js";
import { l10n } from "../l10n.js";
import { notebookType } from "../notebook/cell-ids.js";
import { NotebookKernel } from "./notebook-kernel.js";

export interface NotebookEvent {
  notebook: vscode.NotebookDocument;
  event: KernelEvent;
}

export class Kernels implements vscode.Disposable {
  private readonly kernels = new Map<vscode.NotebookDocument, Promise<NotebookKernel>>();
  private readonly ready = new Map<vscode.NotebookDocument, NotebookKernel>();
  private readonly states = new vscode.EventEmitter<vscode.NotebookDocument>();
  private readonly events = new vscode.EventEmitter<NotebookEvent>();
  private readonly disposables: vscode.Disposable[] = [this.states, this.events];

  readonly onDidChangeState = this.states.event;
  readonly onDidReceiveEvent = this.events.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly controller: vscode.NotebookController,
    private readonly log: vscode.LogOutputChannel,
    private readonly backend: Backend,
  ) {
    this.disposables.push(
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.release(notebook)),
      controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
        if (selected) void this.rejoin(notebook);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const notebook of vscode.workspace.notebookDocuments) void this.rejoin(notebook);
      }),
    );
  }

  of(notebook: vscode.NotebookDocument): Promise<NotebookKernel> {
    let kernel = this.kernels.get(notebook);
    if (!kernel) {
      kernel = this.create(notebook);
      this.kernels.set(notebook, kernel);
    }
    return kernel;
  }

  /** The kernel object of a notebook if something has asked for it before. */
  existing(notebook: vscode.NotebookDocument | undefined): NotebookKernel | undefined {
    return notebook && this.ready.get(notebook);
  }

  state(notebook: vscode.NotebookDocument): KernelState {
    return this.ready.get(notebook)?.state ?? "none";
  }

  dispose(): void {
    // Only let go: a training must survive the reload of its window.
    for (const kernel of this.ready.values()) void kernel.session.detach();
    for (const disposable of this.disposables) disposable.dispose();
  }

  /** A notebook that was open before a reload may have a kernel at work; only then is its kernel rejoined. */
  private async rejoin(notebook: vscode.NotebookDocument): Promise<void> {
    if (notebook.notebookType !== notebookType || notebook.isUntitled || !vscode.workspace.isTrusted) return;
    await (await this.of(notebook)).rejoin();
  }

  private async create(notebook: vscode.NotebookDocument): Promise<NotebookKernel> {
    const folder = await kernelFolder(this.context.globalStorageUri.fsPath, notebook.uri.toString());
    const onState = (_: vscode.NotebookDocument, state: KernelState) => {
      this.log.debug(`${notebook.uri.path}: kernel ${state}`);
      this.states.fire(notebook);
    };
    const kernel = new NotebookKernel(notebook, folder, {
      backend: this.backend,
      context: this.context,
      controller: this.controller,
      log: this.log,
      onState,
      onEvent: (_, event) => this.events.fire({ notebook, event }),
    });
    this.ready.set(notebook, kernel);
    return kernel;
  }

  /** Nothing can come back to an unsaved notebook's kernel, so it ends; any other is let go. */
  private release(notebook: vscode.NotebookDocument): void {
    const kernel = this.ready.get(notebook);
    this.ready.delete(notebook);
    this.kernels.delete(notebook);
    if (notebook.isUntitled) void kernel?.stop(l10n.t("The notebook was closed."));
    else void kernel?.session.detach();
  }
}
