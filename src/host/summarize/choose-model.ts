/** Which exported model summarizes: the setting `summnb.summarize.model`, and how it is chosen. */
import { existsSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { l10n } from "../l10n.js";
import { sizeText } from "../size-text.js";
import { type ExportedModel, findExportedModels } from "./models.js";

interface ModelItem extends vscode.QuickPickItem {
  model?: string;
  choose?: () => Thenable<string | undefined>;
}

/** A folder or an id at the Hub; empty when none was chosen. A path may be relative to the workspace's folder. */
export function chosenModel(scope: vscode.Uri | undefined): string {
  const model = vscode.workspace.getConfiguration("summnb.summarize", scope).get("model", "").trim();
  const root =
    (scope && vscode.workspace.getWorkspaceFolder(scope)) ?? vscode.workspace.workspaceFolders?.[0];
  if (model === "" || !root) return model;
  const folder = path.resolve(root.uri.fsPath, model);
  return existsSync(folder) ? folder : model;
}

/** As people call it: a folder's name, or the last part of an id. */
export function modelName(model: string): string {
  return path.basename(model.replaceAll("\\", "/"));
}

/** Asks for a model and keeps it in the setting; undefined when nothing was chosen. */
export async function chooseModel(scope: vscode.Uri | undefined): Promise<string | undefined> {
  const chosen = await vscode.window.showQuickPick<ModelItem>(items(chosenModel(scope)), {
    title: l10n.t("The model that summarizes"),
    placeHolder: l10n.t("Models that were exported to ONNX"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const model = chosen?.model ?? (await chosen?.choose?.());
  if (model) await keepModel(model, scope);
  return model;
}

export async function keepModel(model: string, scope: vscode.Uri | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration("summnb.summarize", scope);
  // A model of this workspace is of no use to another.
  const isHere = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(model)) !== undefined;
  const isWorkspace = isHere || settings.inspect("model")?.workspaceValue !== undefined;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  await settings.update("model", model, isWorkspace ? Workspace : Global);
}

async function items(now: string): Promise<ModelItem[]> {
  const roots = vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? [];
  const found = await findExportedModels(roots);
  const separator = { label: "", kind: vscode.QuickPickItemKind.Separator };
  return [
    ...found.map((model) => itemOf(model, now)),
    ...(found.length > 0 ? [separator] : []),
    { label: l10n.t("$(folder-opened) Choose a folder…"), choose: browse },
    { label: l10n.t("$(cloud-download) Name a model of the Hugging Face Hub…"), choose: askId },
  ];
}

function itemOf({ folder, name, isFromHub, bytes }: ExportedModel, now: string): ModelItem {
  const place = isFromHub ? l10n.t("downloaded") : vscode.workspace.asRelativePath(folder);
  return {
    label: `${folder === now ? "$(check)" : "$(package)"} ${name}`,
    description: sizeText(bytes),
    detail: place,
    model: folder,
  };
}

async function browse(): Promise<string | undefined> {
  const title = l10n.t("Choose the folder of an exported model");
  const [folder] =
    (await vscode.window.showOpenDialog({ title, canSelectFolders: true, canSelectFiles: false })) ?? [];
  return folder?.fsPath;
}

function askId(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: l10n.t("A model of the Hugging Face Hub that was exported to ONNX"),
    prompt: l10n.t("It is downloaded when a text is summarized for the first time."),
    placeHolder: "Xenova/t5-small",
    validateInput: (id) =>
      /^[\w.-]+\/[\w.-]+$/.test(id) ? undefined : l10n.t("An id has the form owner/name."),
  });
}
