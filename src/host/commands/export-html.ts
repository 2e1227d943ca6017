/** `summnb: Export as HTML`: the notebook as one file whose charts show in any browser. */
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { notebookToHtml } from "../../notebook/index.js";
import { snapshot } from "../notebook/snapshot.js";
import { notebookFor } from "./notebook-argument.js";

export function exportHtml(context: vscode.ExtensionContext) {
  return async (argument: unknown): Promise<vscode.Uri | undefined> => {
    const notebook = notebookFor(argument);
    const name = notebook.uri.path
      .split("/")
      .pop()!
      .replace(/\.summnb$/, "");
    const folder = notebook.isUntitled
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(notebook.uri, "..");
    const target = await vscode.window.showSaveDialog({
      title: "Export as HTML",
      filters: { HTML: ["html"] },
      defaultUri: folder && vscode.Uri.joinPath(folder, `${name}.html`),
    });
    if (!target) return undefined;
    const renderer = await readFile(context.asAbsolutePath("dist/webview/report.js"), "utf8");
    const html = notebookToHtml(snapshot(notebook), { title: name, rendererBundle: renderer });
    await vscode.workspace.fs.writeFile(target, Buffer.from(html));
    const open = "Open";
    const chosen = await vscode.window.showInformationMessage(`Exported to ${target.fsPath}.`, open);
    if (chosen === open) await vscode.env.openExternal(target);
    return target;
  };
}
