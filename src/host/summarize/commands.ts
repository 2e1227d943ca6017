/** "summnb: Summarize Selection" and "Summarize File", and what can be done with the summary. */
import * as vscode from "vscode";
import { l10n } from "../l10n.js";
import { chooseModel, chosenModel, modelName } from "./choose-model.js";
import { type Page, SummaryPages } from "./pages.js";
import { find, insertAbove, type Source, type Span, trimmed } from "./place.js";
import { Summarizer } from "./summarizer.js";

/** Characters; a book has about half a million. */
const longest = 2_000_000;

type Command = (...given: unknown[]) => Promise<unknown>;

export function summarizeCommands(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Record<string, Command> {
  const pages = new SummaryPages();
  const summarizer = new Summarizer(context, log);
  context.subscriptions.push(pages, summarizer);

  const make = async (document: vscode.TextDocument, span: Span) => {
    if (!vscode.workspace.isTrusted)
      throw new Error(
        l10n.t(
          "Nothing is summarized in a workspace that you have not trusted: trust it with “Workspaces: Manage Workspace Trust”, then ask again.",
        ),
      );
    const source = trimmed(span, document.getText());
    if (source.text === "") throw new Error(l10n.t("There is no text to summarize: select some first."));
    if (source.text.length > longest)
      throw new Error(
        l10n.t(
          "The text has {0} characters, and more than {1} are not summarized at once: select a part.",
          source.text.length,
          longest,
        ),
      );
    const model = chosenModel(document.uri) || (await chooseModel(document.uri));
    if (!model) return undefined;
    const page = await pages.open(document.uri, source, modelName(model));
    return work(page, source, model);
  };

  const work = async (page: Page, source: Source, model: string): Promise<string | undefined> => {
    const started = Date.now();
    try {
      const { summary, isCached } = await summarizer.summarize(
        source.text,
        model,
        page.document,
        (delta) => pages.grow(page, delta),
        page.stop.signal,
      );
      pages.finish(page, summary, { is: "done", seconds: (Date.now() - started) / 1000, isCached });
      return summary;
    } catch (error) {
      if (page.stop.signal.aborted) {
        pages.finish(page, page.text, { is: "stopped" });
        return undefined;
      }
      const message = error instanceof Error ? error.message : String(error);
      log.error(message);
      pages.finish(page, page.text, { is: "failed", message });
      return undefined;
    }
  };

  return {
    "summnb.summarizeSelection": async () => {
      const { document, selection } = activeEditor();
      const span = { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
      return make(document, span);
    },
    "summnb.summarizeFile": async (given) => {
      const document =
        given instanceof vscode.Uri
          ? await vscode.workspace.openTextDocument(given)
          : activeEditor().document;
      return make(document, { start: 0, end: document.getText().length });
    },
    "summnb.summarize.chooseModel": () =>
      chooseModel(
        vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri,
      ),
    "summnb.summary.stop": async (given) => pages.find(given).stop.abort(),
    "summnb.summary.again": async (given) => {
      const { document, source } = pages.find(given);
      return make(await vscode.workspace.openTextDocument(document), source);
    },
    "summnb.summary.copy": async (given) => {
      await vscode.env.clipboard.writeText(pages.find(given).text);
      vscode.window.setStatusBarMessage(l10n.t("The summary is copied."), 4000);
    },
    "summnb.summary.insertAbove": async (given) => {
      const page = pages.find(given);
      await change(page, (span, text) => {
        const { offset, text: inserted, at } = insertAbove(span, text, page.text);
        return { replaced: { start: offset, end: offset }, by: inserted, selected: at };
      });
    },
    "summnb.summary.replace": async (given) => {
      const page = pages.find(given);
      await change(page, (span) => ({
        replaced: span,
        by: page.text,
        selected: { start: span.start, end: span.start + page.text.length },
      }));
    },
  };
}

function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor;
  throw new Error(l10n.t("Open a text first: this command is about the text in front."));
}

interface Change {
  replaced: Span;
  by: string;
  selected: Span;
}

/** Changes the document that a summary is about, in its editor, where it can be undone, and selects what is new. */
async function change(page: Page, plan: (span: Span, text: string) => Change): Promise<void> {
  const document = await vscode.workspace.openTextDocument(page.document);
  const span = find(page.source, document.getText());
  if (!span)
    throw new Error(
      l10n.t("The text has been changed since it was summarized: copy the summary, or summarize again."),
    );
  const { replaced, by, selected } = plan(span, document.getText());
  const range = ({ start, end }: Span) =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range(replaced), by);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Error(l10n.t("The text can't be changed: it is read-only."));
  if (document.uri.scheme === "vscode-notebook-cell") return;
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, shown?.viewColumn);
  const { start, end } = range(selected);
  editor.selection = new vscode.Selection(start, end);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
