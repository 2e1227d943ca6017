/** The notebook that a command is about: VS Code passes toolbars' editors, URIs, or nothing. */
import * as vscode from "vscode";
import { l10n } from "../l10n.js";
import { notebookType } from "../notebook/cell-ids.js";

interface ToolbarContext {
  notebookEditor?: { notebookUri?: vscode.Uri };
}

/** Throws a sentence when no summnb notebook is meant and none is in front. */
export function notebookFor(argument: unknown): vscode.NotebookDocument {
  const uri =
    argument instanceof vscode.Uri ? argument : (argument as ToolbarContext)?.notebookEditor?.notebookUri;
  const notebook = uri
    ? vscode.workspace.notebookDocuments.find((open) => open.uri.toString() === uri.toString())
    : vscode.window.activeNotebookEditor?.notebook;
  if (notebook?.notebookType === notebookType) return notebook;
  throw new Error(l10n.t("Open a .summnb notebook first: this command is about the notebook in front."));
}
