/** A LibTorch that the user has: its folder is checked, and kept in the setting. */
import * as vscode from "vscode";
import { type LibTorch, LibTorchError, requireLibTorch } from "../../libtorch/index.js";

/** Asks until the folder is one, or the user gives up. */
export async function chooseFolder(): Promise<LibTorch | undefined> {
  for (;;) {
    const [folder] =
      (await vscode.window.showOpenDialog({
        title: vscode.l10n.t("Choose a LibTorch folder, or the torch folder of a Python"),
        openLabel: vscode.l10n.t("Use This LibTorch"),
        canSelectFolders: true,
        canSelectFiles: false,
      })) ?? [];
    if (!folder) return undefined;
    try {
      return await useFolder(folder.fsPath);
    } catch (error) {
      if (!(error instanceof LibTorchError)) throw error;
      const again = vscode.l10n.t("Choose Another…");
      if ((await vscode.window.showErrorMessage(error.message, again)) !== again) return undefined;
    }
  }
}

/** @throws LibTorchError when it holds none that fits */
export async function useFolder(folder: string): Promise<LibTorch> {
  const found = requireLibTorch(folder, vscode.l10n.t("What you chose"));
  await vscode.workspace
    .getConfiguration("summnb.libtorch")
    .update("path", found.dir, vscode.ConfigurationTarget.Global);
  return found;
}
