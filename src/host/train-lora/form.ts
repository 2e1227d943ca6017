/** The Train LoRA form in a webview: shows it and resolves with what the user wants, or undefined. */
import path from "node:path";
import * as vscode from "vscode";
import type { HostToPanel, PanelToHost, TrainLoraValues } from "../../protocol/panel.js";
import { scriptPage } from "../script-page.js";
import { datasetChoices, modelChoices, relativeToWorkspace } from "./choices.js";
import { defaultValues } from "./defaults.js";
import { findInvalid } from "./validate.js";

export function showTrainLoraForm(extensionUri: vscode.Uri): Promise<TrainLoraValues | undefined> {
  const dist = vscode.Uri.joinPath(extensionUri, "dist", "webview");
  const panel = vscode.window.createWebviewPanel("summnb.trainLora", "Train LoRA", vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [dist],
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, "media", "icon.svg");
  const post = (message: HostToPanel) => void panel.webview.postMessage(message);

  const closed = new Promise<TrainLoraValues | undefined>((resolve) => {
    const answers: {
      [Type in PanelToHost["type"]]: (message: PanelToHost & { type: Type }) => Promise<void>;
    } = {
      ready: async () => {
        const [models, datasets] = await Promise.all([
          modelChoices(extensionUri),
          datasetChoices(extensionUri),
        ]);
        post({ type: "init", defaults: defaultValues(models, datasets), models, datasets });
      },
      browse: async ({ field }) => {
        const value = await browse(field);
        if (value) post({ type: "browsed", field, value });
      },
      create: async ({ values }) => {
        const invalid = await findInvalid(values, exists);
        if (invalid) return post({ type: "invalid", ...invalid });
        resolve(values);
        panel.dispose();
      },
      cancel: async () => panel.dispose(),
    };
    panel.webview.onDidReceiveMessage((message: PanelToHost) =>
      (answers[message.type] as (message: PanelToHost) => Promise<void>)(message),
    );
    panel.onDidDispose(() => resolve(undefined));
  });
  panel.webview.html = scriptPage(panel.webview, {
    title: "Train LoRA",
    script: vscode.Uri.joinPath(dist, "panel.js"),
  });
  return closed;
}

async function browse(field: "model" | "data"): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: field === "model" ? "A model's folder" : "A data file or folder",
    canSelectFolders: true,
    canSelectFiles: field === "data",
    canSelectMany: false,
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
  });
  return chosen?.[0] && relativeToWorkspace(chosen[0]);
}

/** Paths are relative to the workspace's first folder, where the notebook will be. */
async function exists(file: string): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = folder && !path.isAbsolute(file) ? vscode.Uri.joinPath(folder, file) : vscode.Uri.file(file);
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
