/** VS Code's dialog for a model's folder, or for data. */
import * as vscode from "vscode";
import { relativeToWorkspace } from "./choices.js";

/** The chosen path as a notebook in the workspace writes it; undefined when nothing was chosen. */
export async function browse(field: "model" | "data"): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: field === "model" ? vscode.l10n.t("A model's folder") : vscode.l10n.t("A data file or folder"),
    canSelectFolders: true,
    canSelectFiles: field === "data",
    canSelectMany: false,
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
  });
  return chosen?.[0] && relativeToWorkspace(chosen[0]);
}
