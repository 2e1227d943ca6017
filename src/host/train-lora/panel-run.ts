/** The run of the panel: one at a time, remembered by the workspace so that a window that comes back finds it. */
import path from "node:path";
import * as vscode from "vscode";
import type { HostToPanel } from "../../protocol/panel.js";
import type { TrainPlan } from "../../protocol/train-plan.js";
import { writeInWorkspace } from "../commands/new-notebook.js";
import { launchOptionsOf, requireTrust } from "../execution/launch-options.js";
import { kernelFolder } from "../kernel/folder.js";
import { trainLoraCells } from "./cells.js";
import { TrainRun } from "./train-run.js";

const runKey = "trainLora.run";

export interface PanelRunOptions {
  context: vscode.ExtensionContext;
  post(message: HostToPanel): void;
  log(line: string): void;
}

export class PanelRun {
  private run: TrainRun | undefined;

  constructor(private readonly options: PanelRunOptions) {}

  /** Shows the run that this workspace has started last; there may be none. */
  async show(): Promise<void> {
    const file = this.options.context.workspaceState.get<string>(runKey);
    if (this.run) this.options.post(this.run.state.snapshot());
    else if (file === undefined || !(await this.open(file))) this.options.post({ type: "noRun" });
    else await this.run!.rejoin();
  }

  /** Writes the notebook and hands its cells to a kernel of its own. */
  async start(plan: TrainPlan): Promise<void> {
    requireTrust();
    if (this.run && !this.run.state.ended)
      throw new Error(vscode.l10n.t("A run of this panel is going on: stop it first, or wait for its end."));
    if (plan.arguments.pushToHub === true && !(await agreesToUpload(plan))) return;
    const uri = await writeInWorkspace("train-lora", trainLoraCells(plan));
    if (!uri)
      throw new Error(
        vscode.l10n.t("A run needs a folder for its notebook and its results: open one first."),
      );
    await this.run?.end();
    await this.options.context.workspaceState.update(runKey, uri.fsPath);
    if (!(await this.open(uri.fsPath))) return;
    this.options.post(this.run!.state.snapshot());
    await this.run!.start();
  }

  async stop(): Promise<void> {
    await this.run?.stop();
  }

  resume(): void {
    this.run?.resume();
  }

  async end(): Promise<void> {
    await this.run?.end();
  }

  /** The panel shows it no more; its notebook and its results stay. */
  async forget(): Promise<void> {
    await this.run?.detach();
    this.run = undefined;
    await this.options.context.workspaceState.update(runKey, undefined);
    this.options.post({ type: "noRun" });
  }

  async openNotebook(): Promise<void> {
    const file = this.options.context.workspaceState.get<string>(runKey);
    if (file === undefined) return;
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
    await vscode.window.showNotebookDocument(notebook);
  }

  /** The run goes on without the panel. */
  detach(): void {
    void this.run?.detach();
  }

  private async open(file: string): Promise<boolean> {
    const { context, post, log } = this.options;
    const uri = vscode.Uri.file(file);
    try {
      this.run = await TrainRun.open({
        file,
        label: vscode.workspace.asRelativePath(uri, false),
        // By the same identity the notebook's own editor finds this kernel.
        folder: await kernelFolder(context.globalStorageUri.fsPath, uri.toString()),
        launch: () => launchOptionsOf(file, uri, context),
        isOpen: () => vscode.workspace.notebookDocuments.some((open) => open.uri.fsPath === uri.fsPath),
        tell: post,
        log,
      });
      return true;
    } catch (error) {
      log(`${path.basename(file)}: ${(error as Error).message}`);
      return false;
    }
  }
}

async function agreesToUpload({ arguments: args }: TrainPlan): Promise<boolean> {
  const yes = vscode.l10n.t("Train and Upload");
  const detail = vscode.l10n.t(
    "pushToHub is on: each save goes to {0} on the Hugging Face Hub.",
    String(args.hubModelId ?? args.outputDir),
  );
  const message = vscode.l10n.t("This run uploads its model. Start it?");
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}
