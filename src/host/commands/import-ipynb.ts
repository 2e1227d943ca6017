/** `summnb: Import Jupyter Notebook`: a Python notebook becomes a `.summnb` beside it, with a report of what was done. */
import path from "node:path";
import * as vscode from "vscode";
import { importNotebook, isComplete } from "../../notebook/import/index.js";
import { type Notebook, parseNotebook, serializeNotebook } from "../../notebook/index.js";
import { l10n } from "../l10n.js";
import { freeName, openFile } from "./new-notebook.js";

/** Given the notebook's file (as the explorer's menu does) nothing is asked. */
export async function importIpynb(given?: unknown): Promise<vscode.Uri | undefined> {
  const source = given instanceof vscode.Uri ? given : ((await activeIpynb()) ?? (await askSource()));
  if (!source) return undefined;
  const name = path.posix.basename(source.path);
  const { notebook, said } = take(await vscode.workspace.fs.readFile(source), name);
  const folder = vscode.Uri.joinPath(source, "..");
  const target = await freeName(folder, path.posix.basename(name, path.posix.extname(name)));
  await vscode.workspace.fs.writeFile(target, Buffer.from(serializeNotebook(notebook)));
  await openFile(target);
  void vscode.window.showInformationMessage(said);
  return target;
}

/** The notebook that becomes of a file, and a sentence on how. */
function take(text: Uint8Array, name: string): { notebook: Notebook; said: string } {
  const own = inTypeScript(text);
  if (own)
    return { notebook: own, said: l10n.t("{0} is in TypeScript already: its cells stay as they are.", name) };
  const { notebook, report } = importNotebook(text, { name });
  const { code, translated } = report.counts;
  const said = isComplete(report)
    ? l10n.t("All {0} code cells of {1} were translated. The first cell says more.", code, name)
    : l10n.t(
        "{0} of {1} code cells of {2} were translated; comments in the others say what is left. The first cell lists it.",
        translated,
        code,
        name,
      );
  return { notebook, said };
}

/** A notebook that was exported from here; undefined for any other, also for what is no notebook of nbformat 4. */
function inTypeScript(text: Uint8Array): Notebook | undefined {
  try {
    const notebook = parseNotebook(text);
    const { kernelspec } = notebook.metadata as { kernelspec?: { language?: string } };
    return kernelspec?.language === "typescript" ? notebook : undefined;
  } catch {
    // The importer says what is wrong with it.
    return undefined;
  }
}

/** The Jupyter notebook in front, saved, so that its file is what is shown. */
async function activeIpynb(): Promise<vscode.Uri | undefined> {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (!notebook?.uri.path.endsWith(".ipynb") || notebook.isUntitled) return undefined;
  if (notebook.isDirty) await notebook.save();
  return notebook.uri;
}

async function askSource(): Promise<vscode.Uri | undefined> {
  const title = l10n.t("Choose a Jupyter notebook");
  const filters = { [l10n.t("Jupyter notebook")]: ["ipynb"] };
  return (await vscode.window.showOpenDialog({ title, filters }))?.[0];
}
