/** `summnb: Get LibTorch`, and the offer when a cell has found that there is none. */
import * as vscode from "vscode";
import { missingLibTorch } from "../../libtorch/index.js";
import type { Kernels } from "../execution/kernels.js";
import type { Backend } from "./backend.js";
import { chooseFolder, useFolder } from "./choose-folder.js";

/** Given a folder (as a test or another extension may) nothing is asked. */
export function getLibTorch(backend: Backend) {
  return async (folder?: unknown): Promise<string | undefined> => {
    if (typeof folder === "string") return (await useFolder(folder)).dir;
    const present = backend.find();
    if (present) {
      const other = vscode.l10n.t("Choose a Folder…");
      const said = vscode.l10n.t("LibTorch {0} is there already: {1}.", present.version, present.dir);
      if ((await vscode.window.showInformationMessage(said, other)) !== other) return present.dir;
    }
    const got = present ? await chooseFolder() : await backend.get();
    if (got)
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          "LibTorch {0} is in {1}. Kernels that are started from now on compute with it.",
          got.version,
          got.dir,
        ),
      );
    return got?.dir;
  };
}

/** A cell needed LibTorch, and the user had not wanted it. */
export function offerWhenMissing(kernels: Kernels): vscode.Disposable {
  let isShown = false;
  return kernels.onDidReceiveEvent(async ({ event }) => {
    const isMissing =
      event.type === "output" &&
      event.output.output_type === "error" &&
      event.output.ename === missingLibTorch;
    if (!isMissing || isShown) return;
    isShown = true;
    const get = vscode.l10n.t("Get LibTorch");
    const chosen = await vscode.window.showErrorMessage(
      vscode.l10n.t(
        "The cell needs LibTorch, which is not on this machine. Get it, then run the cell again.",
      ),
      get,
    );
    isShown = false;
    if (chosen === get) await vscode.commands.executeCommand("summnb.getLibTorch");
  });
}
