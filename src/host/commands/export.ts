/** `summnb: Export as HTML` and `as Jupyter Notebook`: the notebook as it is, unsaved changes included. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { type Notebook, notebookToHtml, notebookToIpynb } from "../../notebook/index.js";
import { l10n } from "../l10n.js";
import { snapshot } from "../notebook/snapshot.js";
import { notebookFor } from "./notebook-argument.js";

interface Format {
  /** Ending of the file, without its dot. */
  ending: string;
  /** What the file is called in dialogs. */
  name: string;
  title: string;
  write(notebook: Notebook, title: string, context: vscode.ExtensionContext): Promise<string>;
}

const html: Format = {
  ending: "html",
  name: "HTML",
  title: l10n.t("Export as HTML"),
  write: async (notebook, title, context) => {
    const rendererBundle = await readFile(context.asAbsolutePath("dist/webview/report.js"), "utf8");
    return notebookToHtml(notebook, { title, rendererBundle });
  },
};

const ipynb: Format = {
  ending: "ipynb",
  name: l10n.t("Jupyter notebook"),
  title: l10n.t("Export as Jupyter Notebook"),
  write: async (notebook) => notebookToIpynb(notebook),
};

/** Given a target (as a test or another extension may) no dialog is shown. */
export function exportCommands(context: vscode.ExtensionContext) {
  const exportAs = (format: Format) => async (argument: unknown, given?: unknown) => {
    const notebook = notebookFor(argument);
    const name = path.posix.basename(notebook.uri.path, ".summnb");
    const target = given instanceof vscode.Uri ? given : await askTarget(notebook, name, format);
    if (!target) return undefined;
    const text = await format.write(snapshot(notebook), name, context);
    await vscode.workspace.fs.writeFile(target, Buffer.from(text));
    void offerToOpen(target);
    return target;
  };
  return { "summnb.exportHtml": exportAs(html), "summnb.exportIpynb": exportAs(ipynb) };
}

function askTarget(notebook: vscode.NotebookDocument, name: string, format: Format) {
  const folder = notebook.isUntitled
    ? vscode.workspace.workspaceFolders?.[0]?.uri
    : vscode.Uri.joinPath(notebook.uri, "..");
  return vscode.window.showSaveDialog({
    title: format.title,
    filters: { [format.name]: [format.ending] },
    defaultUri: folder && vscode.Uri.joinPath(folder, `${name}.${format.ending}`),
  });
}

async function offerToOpen(target: vscode.Uri): Promise<void> {
  const open = l10n.t("Open");
  const said = l10n.t("Exported to {0}.", target.fsPath);
  const chosen = await vscode.window.showInformationMessage(said, open);
  if (chosen === open) await vscode.env.openExternal(target);
}
