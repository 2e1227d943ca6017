/** The kernel that VS Code offers for `.summnb` notebooks. */
import * as vscode from "vscode";
import { l10n } from "../l10n.js";
import { notebookType } from "../notebook/cell-ids.js";

export const controllerId = "summnb-node";

export function createController(): vscode.NotebookController {
  const controller = vscode.notebooks.createNotebookController(controllerId, notebookType, "summnb (Node)");
  controller.supportedLanguages = ["typescript"];
  controller.supportsExecutionOrder = true;
  controller.description = l10n.t("TypeScript cells in a process of their own");
  return controller;
}
