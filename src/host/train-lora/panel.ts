/** The Train LoRA panel: one tab, which asks for a plan, writes notebooks, and shows the run that it started. */
import * as vscode from "vscode";
import type { HostToPanel, PanelToHost } from "../../protocol/panel.js";
import { planProblems, type TrainPlan } from "../../protocol/train-plan.js";
import { openInWorkspace } from "../commands/new-notebook.js";
import { scriptPage } from "../script-page.js";
import { Advisor } from "./advisor.js";
import { browse } from "./browse.js";
import { trainLoraCells } from "./cells.js";
import { datasetChoices, modelChoices } from "./choices.js";
import { PanelRun } from "./panel-run.js";
import { describedPresets } from "./preset-texts.js";
import { startPlan } from "./start-plan.js";

export const panelType = "summnb.trainLora";

type Answers = { [Type in PanelToHost["type"]]: (message: PanelToHost & { type: Type }) => unknown };

export class TrainLoraPanel {
  private static current: TrainLoraPanel | undefined;
  private readonly run: PanelRun;
  private advisor: Advisor | undefined;
  private readonly answers: Answers;

  private constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
  ) {
    const post = (message: HostToPanel) => void panel.webview.postMessage(message);
    const log = (line: string) => output.info(line);
    this.run = new PanelRun({ context, post, log });
    this.answers = this.answersOf(post);
    const dist = vscode.Uri.joinPath(context.extensionUri, "dist", "webview");
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, "media", "icon.svg");
    const subscriptions = [
      panel.webview.onDidReceiveMessage((message: PanelToHost) => this.receive(message, post)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => post({ type: "trusted" })),
    ];
    panel.onDidDispose(() => {
      TrainLoraPanel.current = undefined;
      for (const subscription of subscriptions) subscription.dispose();
      this.advisor?.dispose();
      this.run.detach();
    });
    const script = vscode.Uri.joinPath(dist, "panel.js");
    panel.webview.html = scriptPage(panel.webview, { title: "Train LoRA", script, images: true });
  }

  /** Shows the panel; there is never more than one. */
  static show(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): void {
    if (TrainLoraPanel.current) {
      TrainLoraPanel.current.panel.reveal();
      return;
    }
    const title = vscode.l10n.t("Train LoRA");
    const panel = vscode.window.createWebviewPanel(panelType, title, vscode.ViewColumn.Active);
    TrainLoraPanel.current = new TrainLoraPanel(panel, context, log);
  }

  /** Lets a panel come back with the window. */
  static restore(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): vscode.Disposable {
    return vscode.window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: async (panel) => {
        if (TrainLoraPanel.current) panel.dispose();
        else TrainLoraPanel.current = new TrainLoraPanel(panel, context, log);
      },
    });
  }

  private receive(message: PanelToHost, post: (message: HostToPanel) => void): void {
    const answer = this.answers[message.type] as (message: PanelToHost) => unknown;
    Promise.resolve()
      .then(() => answer(message))
      .catch((error: Error) => post({ type: "refused", message: error.message }));
  }

  private answersOf(post: (message: HostToPanel) => void): Answers {
    return {
      ready: () => this.init(post),
      plan: ({ plan, dataReady }) => {
        post({ type: "cells", cells: trainLoraCells(plan) });
        if (Object.keys(planProblems(plan)).length === 0) this.asked(post)?.check(plan, dataReady);
      },
      model: ({ model }) => this.asked(post)?.model(model),
      data: (params) => this.asked(post)?.data(params),
      browse: async ({ field }) => {
        const value = await browse(field);
        if (value) post({ type: "browsed", field, value });
      },
      create: ({ plan }) => writeNotebook(plan),
      start: ({ plan }) => this.run.start(plan),
      stop: () => this.run.stop(),
      resume: () => this.run.resume(),
      endKernel: () => this.run.end(),
      forgetRun: () => this.run.forget(),
      openNotebook: () => this.run.openNotebook(),
      openRuns: () => vscode.commands.executeCommand("summnb.runs.focus"),
      showLog: () => this.output.show(),
      copy: ({ text }) => vscode.env.clipboard.writeText(text),
      save: ({ name, text }) => save(name, text),
    };
  }

  private async init(post: (message: HostToPanel) => void): Promise<void> {
    const { extensionUri } = this.context;
    const [models, datasets] = await Promise.all([modelChoices(extensionUri), datasetChoices(extensionUri)]);
    const trusted = vscode.workspace.isTrusted;
    post({
      type: "init",
      plan: startPlan(models, datasets),
      presets: describedPresets(),
      models,
      datasets,
      trusted,
    });
    if (trusted) {
      void this.asked(post)?.machine();
      await this.run.show();
    }
  }

  /** Whom to ask; nobody where nothing may run. */
  private asked(post: (message: HostToPanel) => void): Advisor | undefined {
    if (!vscode.workspace.isTrusted) return undefined;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? this.context.extensionPath;
    const log = (line: string) => this.output.info(line);
    this.advisor ??= new Advisor({ context: this.context, folder, post, log });
    return this.advisor;
  }
}

async function writeNotebook(plan: TrainPlan): Promise<void> {
  await openInWorkspace("train-lora", trainLoraCells(plan));
}

async function save(name: string, text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder && vscode.Uri.joinPath(folder, name.replace(/[\\/]/g, "-"));
  const target = await vscode.window.showSaveDialog({ defaultUri });
  if (target) await vscode.workspace.fs.writeFile(target, Buffer.from(text));
}
