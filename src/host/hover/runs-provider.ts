/** Hovers from the run store, in cells and in ordinary TypeScript and JavaScript files; no kernel is asked. */
import path from "node:path";
import * as vscode from "vscode";
import { kindOf } from "../../protocol/index.js";
import { notebookType } from "../notebook/cell-ids.js";
import type { RunsService } from "../runs/service.js";
import type { HoverTheme } from "./curve.js";
import { folderCard, hubCard } from "./model-card.js";
import { cardCommands, runCard } from "./run-card.js";
import { findSubjects, type HoverSource, type Subject } from "./subject.js";

const languages = ["typescript", "javascript", "typescriptreact", "javascriptreact"];

/** A source of more characters is not written by hand, and takes long to read. */
const longestSource = 500_000;

export function registerRunsHover(service: RunsService): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    languages.map((language) => ({ language })),
    {
      async provideHover(document, position, token) {
        await service.catchUp(document.uri.fsPath);
        if (token.isCancellationRequested) return undefined;
        const source = sourceOf(document, position);
        if (source.texts.reduce((sum, { length }) => sum + length, 0) > longestSource) return undefined;
        const found = findSubjects(source, service.runs);
        const cards = found?.subjects.flatMap((subject) => cardOf(subject, service)) ?? [];
        if (!found || cards.length === 0) return undefined;
        const range = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
        return new vscode.Hover(cards.map(trusted), range);
      },
    },
  );
}

function trusted(text: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text);
  markdown.isTrusted = { enabledCommands: cardCommands };
  return markdown;
}

function cardOf(subject: Subject, service: RunsService): string[] {
  if (subject.type === "hub") return [hubCard(subject.id, service.runs)];
  const run = subject.run;
  const step = subject.type === "run" ? subject.step : undefined;
  const card = run && runCard(run, service.metricsOf(run), { theme: theme(), step });
  const folder = subject.type === "folder" ? folderCard(subject.folder) : undefined;
  return [folder, card].filter((text) => text !== undefined);
}

function theme(): HoverTheme {
  const kinds: Record<vscode.ColorThemeKind, HoverTheme> = {
    [vscode.ColorThemeKind.Light]: "light",
    [vscode.ColorThemeKind.Dark]: "dark",
    [vscode.ColorThemeKind.HighContrast]: "high-contrast-dark",
    [vscode.ColorThemeKind.HighContrastLight]: "high-contrast-light",
  };
  return kinds[vscode.window.activeColorTheme.kind];
}

/** A cell is read with all others of its notebook. */
function sourceOf(document: vscode.TextDocument, position: vscode.Position): HoverSource {
  const notebook = vscode.workspace.notebookDocuments.find((open) =>
    open.getCells().some((cell) => cell.document === document),
  );
  const uri = notebook?.uri ?? document.uri;
  const isFile = uri.scheme === "file" || uri.scheme === "vscode-remote";
  const file = isFile ? uri.fsPath : undefined;
  const folders = [
    ...(file ? [path.dirname(file)] : []),
    ...(vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
  ];
  const at = document.offsetAt(position);
  if (notebook?.notebookType !== notebookType)
    return { texts: [document.getText()], index: 0, offset: at, file, folders };
  const cells = notebook.getCells().filter((cell) => cell.kind === vscode.NotebookCellKind.Code);
  return {
    texts: cells.map((cell) => cell.document.getText()),
    index: cells.findIndex((cell) => cell.document === document),
    offset: at,
    file,
    folders,
    runIdsOf: (word) => savedRunIds(notebook, word),
  };
}

/** Runs whose outputs are saved in cells that mention a word; older runs do not know their notebook. */
function savedRunIds(notebook: vscode.NotebookDocument, word: string): string[] {
  const words = (cell: vscode.NotebookCell): string[] =>
    cell.document.getText().match(/[\p{ID_Continue}$]+/gu) ?? [];
  return notebook
    .getCells()
    .filter((cell) => words(cell).includes(word))
    .flatMap(({ outputs }) => outputs.flatMap(({ items }) => items))
    .filter(({ mime }) => kindOf(mime))
    .flatMap(({ data }) => {
      const { runId } = JSON.parse(Buffer.from(data).toString("utf8")) as { runId?: unknown };
      return typeof runId === "string" ? [runId] : [];
    });
}
