/** The kernel that VS Code offers for `.summnb` notebooks. */
import * as vscode from "vscode";
import { notebookType } from "../notebook/cell-ids.js";

export const controllerId = "summnb-node";

export function createController(): vscode.NotebookController {
  const controller = vscode.notebooks.createNotebookController(controllerId, notebookType, "summnb (Node)");
  controller.supportedLanguages = ["typescript"];
  controller.supportsExecutionOrder = true;
  controller.description = "TypeScript cells in a process of their own";
  return controller;
}
