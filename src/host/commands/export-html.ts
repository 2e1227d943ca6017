/** `summnb: Export as HTML`: the notebook as one file whose charts show in any browser. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { notebookToHtml } from "../../notebook/index.js";
import { snapshot } from "../notebook/snapshot.js";
import { notebookFor } from "./notebook-argument.js";

/** Given a target (as a test or another extension may) no dialog is shown. */
export function exportHtml(context: vscode.ExtensionContext) {
  return async (argument: unknown, given?: unknown): Promise<vscode.Uri | undefined> => {
    const notebook = notebookFor(argument);
    const name = path.posix.basename(notebook.uri.path, ".summnb");
    const target = given instanceof vscode.Uri ? given : await askTarget(notebook, name);
    if (!target) return undefined;
    const rendererBundle = await readFile(context.asAbsolutePath("dist/webview/report.js"), "utf8");
    const html = notebookToHtml(snapshot(notebook), { title: name, rendererBundle });
    await vscode.workspace.fs.writeFile(target, Buffer.from(html));
    void offerToOpen(target);
    return target;
  };
}

function askTarget(notebook: vscode.NotebookDocument, name: string): Thenable<vscode.Uri | undefined> {
  const folder = notebook.isUntitled
    ? vscode.workspace.workspaceFolders?.[0]?.uri
    : vscode.Uri.joinPath(notebook.uri, "..");
  return vscode.window.showSaveDialog({
    title: "Export as HTML",
    filters: { HTML: ["html"] },
    defaultUri: folder && vscode.Uri.joinPath(folder, `${name}.html`),
  });
}

async function offerToOpen(target: vscode.Uri): Promise<void> {
  const open = "Open";
  const chosen = await vscode.window.showInformationMessage(`Exported to ${target.fsPath}.`, open);
  if (chosen === open) await vscode.env.openExternal(target);
}
