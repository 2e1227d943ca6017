/** `summnb: New Notebook`, empty or from a template, and how other parts open a notebook that they make. */
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { newCell, newNotebook, parseNotebook, serializeNotebook } from "../../notebook/index.js";
import { l10n } from "../l10n.js";
import { notebookType } from "../notebook/cell-ids.js";
import { toNotebookData } from "../notebook/serializer.js";
import { type Template, templates } from "../templates/index.js";
import type { TemplateCell } from "../train-lora/cells.js";

const empty: Template = {
  name: "empty",
  icon: "file",
  label: l10n.t("Empty notebook"),
  detail: l10n.t("One cell, and nothing in it."),
};

/** Given a template's name (as a walkthrough, a test or another extension may) nothing is asked. */
export function newNotebookCommand(context: vscode.ExtensionContext) {
  return async (given?: unknown): Promise<vscode.Uri | undefined> => {
    const name = typeof given === "string" ? given : await askTemplate();
    if (name === undefined) return undefined;
    if (name === empty.name) return (await openUntitled([{ type: "code", text: "" }])).uri;
    if (!templates.some((template) => template.name === name))
      throw new Error(l10n.t("summnb has no notebook template “{0}”.", name));
    return (await openInWorkspace(name, await templateCells(context, name))).uri;
  };
}

async function askTemplate(): Promise<string | undefined> {
  const items = [empty, ...templates].map(({ name, icon, label, detail }) => ({
    name,
    label: `$(${icon}) ${label}`,
    detail,
  }));
  const title = l10n.t("New summnb notebook");
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.name;
}

async function templateCells(context: vscode.ExtensionContext, name: string): Promise<TemplateCell[]> {
  const file = context.asAbsolutePath(`media/templates/${name}.summnb`);
  const { cells } = parseNotebook(await readFile(file));
  return cells.map(({ type, source }) => ({ type: type === "code" ? "code" : "markdown", text: source }));
}

function build(cells: TemplateCell[]) {
  return { ...newNotebook(), cells: cells.map(({ type, text }) => newCell(type, text)) };
}

export async function openUntitled(cells: TemplateCell[]): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(notebookType, toNotebookData(build(cells)));
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/**
 * Writes `NAME.summnb`, or `NAME-2.summnb` and so on, into the workspace's first folder, so that relative
 * paths in its cells hold and its kernel survives a reload; without a workspace it stays unsaved.
 */
export async function openInWorkspace(name: string, cells: TemplateCell[]): Promise<vscode.NotebookDocument> {
  const uri = await writeInWorkspace(name, cells);
  if (!uri) return openUntitled(cells);
  return openFile(uri);
}

export async function openFile(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/** Writes the file without opening it; undefined without a workspace. */
export async function writeInWorkspace(name: string, cells: TemplateCell[]): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) return undefined;
  const uri = await freeName(folder, name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(serializeNotebook(build(cells))));
  return uri;
}

/** `NAME.summnb` in the folder, or the first `NAME-2.summnb` and so on that nothing has yet. */
export async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, `${name}${number === 1 ? "" : `-${number}`}.summnb`);
    const taken = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!taken) return uri;
  }
}
