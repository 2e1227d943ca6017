/** Live charts: sends a kernel's deltas to the renderers and answers those that missed some. */
import * as vscode from "vscode";
import type { HostToRenderer, RendererToHost, SaveMessage } from "../../protocol/index.js";
import type { Kernels } from "../execution/kernels.js";

export const rendererId = "summnb-renderers";

export function connectRenderers(kernels: Kernels): vscode.Disposable {
  const messaging = vscode.notebooks.createRendererMessaging(rendererId);
  const post = (message: HostToRenderer, editor?: vscode.NotebookEditor) =>
    void messaging.postMessage(message, editor);

  return vscode.Disposable.from(
    kernels.onDidReceiveEvent(({ notebook, event }) => {
      if (event.type !== "delta") return;
      for (const editor of vscode.window.visibleNotebookEditors)
        if (editor.notebook === notebook) post({ type: "delta", delta: event.delta }, editor);
    }),
    messaging.onDidReceiveMessage(
      ({ editor, message }: { editor: vscode.NotebookEditor; message: RendererToHost }) => {
        if (message.type === "save") return void save(editor.notebook, message);
        const payload = kernels.existing(editor.notebook)?.live.newerThan(message.outputId, message.seq);
        if (payload) post({ type: "replace", payload }, editor);
      },
    ),
  );
}

/** Keeps a table or a picture that the user asked for, beside the notebook unless the user goes elsewhere. */
async function save(notebook: vscode.NotebookDocument, { name, text, encoding }: SaveMessage): Promise<void> {
  const folder = notebook.isUntitled
    ? vscode.workspace.workspaceFolders?.[0]?.uri
    : vscode.Uri.joinPath(notebook.uri, "..");
  const defaultUri = folder && vscode.Uri.joinPath(folder, name.replace(/[/\\]/g, "-"));
  const target = await vscode.window.showSaveDialog({ defaultUri });
  if (target) await vscode.workspace.fs.writeFile(target, Buffer.from(text, encoding));
}
