/**
 * Where summaries are read: a text beside the one that it is about, which grows while the summary is made. Above it
 * stand what can be done with it and the figures; one page a source, as long as its tab is open.
 */
import path from "node:path";
import * as vscode from "vscode";
import { l10n } from "../l10n.js";
import { countWords, type Source } from "./place.js";

export const summaryScheme = "summnb-summary";
const summaryLanguage = "summnb-summary";

/** Milliseconds between two looks of a growing summary. */
const redrawEvery = 60;

export type PageState =
  | { is: "running" }
  | { is: "done"; seconds: number; isCached: boolean }
  | { is: "stopped" }
  | { is: "failed"; message: string };

export interface Page {
  readonly uri: vscode.Uri;
  /** The document that it is about, and the part of it. */
  document: vscode.Uri;
  source: Source;
  /** As people call it. */
  model: string;
  text: string;
  state: PageState;
  /** Ends the work on it. */
  stop: AbortController;
}

export class SummaryPages
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  private readonly pages = new Map<string, Page>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly lensChanges = new vscode.EventEmitter<void>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly disposables: vscode.Disposable[];
  readonly onDidChange = this.changes.event;
  readonly onDidChangeCodeLenses = this.lensChanges.event;

  constructor() {
    this.disposables = [
      this.changes,
      this.lensChanges,
      vscode.workspace.registerTextDocumentContentProvider(summaryScheme, this),
      vscode.languages.registerCodeLensProvider({ scheme: summaryScheme }, this),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const { input } of closed) if (input instanceof vscode.TabInputText) this.forget(input.uri);
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.tellState()),
    ];
  }

  /** The page of a document, made anew: what was on it is stopped and gone. It stands beside the document. */
  async open(document: vscode.Uri, source: Source, model: string): Promise<Page> {
    const name = path.posix.basename(document.path);
    const uri = vscode.Uri.from({
      scheme: summaryScheme,
      // The quotation marks keep the source's ending from choosing a language.
      path: `/${l10n.t("Summary of “{0}”", name)}`,
      query: document.toString(),
    });
    this.pages.get(uri.toString())?.stop.abort();
    const stop = new AbortController();
    const page: Page = { uri, document, source, model, text: "", state: { is: "running" }, stop };
    this.pages.set(uri.toString(), page);
    this.redraw(page);
    const opened = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(opened, summaryLanguage);
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === opened);
    await vscode.window.showTextDocument(opened, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
    return page;
  }

  /** The page with this address, or the one in front. */
  find(given: unknown): Page {
    const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
    const page = uri && this.pages.get(uri.toString());
    if (!page) throw new Error(l10n.t("Summarize a text first: this command is about the summary in front."));
    return page;
  }

  grow(page: Page, delta: string): void {
    page.text += delta;
    const key = page.uri.toString();
    if (this.waiting.has(key)) return;
    this.waiting.set(
      key,
      setTimeout(() => this.redraw(page), redrawEvery),
    );
  }

  finish(page: Page, text: string, state: PageState): void {
    page.text = text;
    page.state = state;
    this.redraw(page);
  }

  dispose(): void {
    for (const { stop } of this.pages.values()) stop.abort();
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const page = this.pages.get(uri.toString());
    if (!page) return "";
    return page.state.is === "failed" ? page.state.message : page.text;
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const page = this.pages.get(uri.toString());
    if (!page) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const action = (title: string, command: string) =>
      new vscode.CodeLens(top, { title, command, arguments: [uri] });
    const actions = {
      running: () => [action(l10n.t("Stop"), "summnb.summary.stop")],
      done: () => [
        action(l10n.t("Copy"), "summnb.summary.copy"),
        action(l10n.t("Insert above"), "summnb.summary.insertAbove"),
        action(l10n.t("Replace the text"), "summnb.summary.replace"),
      ],
      stopped: () => [action(l10n.t("Again"), "summnb.summary.again")],
      failed: () => [
        action(l10n.t("Again"), "summnb.summary.again"),
        action(l10n.t("Choose another model"), "summnb.summarize.chooseModel"),
      ],
    };
    return [
      ...actions[page.state.is](),
      new vscode.CodeLens(top, { title: figures(page), command: "", arguments: [] }),
    ];
  }

  private redraw(page: Page): void {
    const key = page.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    // A page that was opened anew meanwhile has a successor under the same address.
    if (this.pages.get(key) !== page) return;
    this.changes.fire(page.uri);
    this.lensChanges.fire();
    this.tellState();
  }

  private forget(uri: vscode.Uri): void {
    const page = this.pages.get(uri.toString());
    page?.stop.abort();
    this.pages.delete(uri.toString());
  }

  /** For the buttons of the tab in front. */
  private tellState(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const state = (uri && this.pages.get(uri.toString())?.state.is) ?? null;
    void vscode.commands.executeCommand("setContext", "summnb.summaryState", state);
  }
}

/** Such as "24 of 310 words · flan-t5-small · 1.2 s". */
function figures({ text, source, model, state }: Page): string {
  const words = l10n.t("{0} of {1} words", countWords(text), countWords(source.text));
  switch (state.is) {
    case "running":
      return text === ""
        ? l10n.t("$(loading~spin) {0} reads…", model)
        : `$(loading~spin) ${words} · ${model}`;
    case "stopped":
      return l10n.t("Stopped · {0} · {1}", words, model);
    case "failed":
      return model;
    case "done":
      return [words, model, state.isCached ? l10n.t("made before") : `${state.seconds.toFixed(1)} s`].join(
        " · ",
      );
  }
}
