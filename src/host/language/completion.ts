import * as vscode from "vscode";
import {
  type LanguageCompletion,
  type LanguageCompletionDetails,
  type LanguageCompletions,
  languageMethods,
} from "../../protocol/index.js";
import type { KnownCell, LanguageNotebooks } from "./notebooks.js";
import { rangeOf } from "./places.js";

export const completionTriggers = [".", '"', "'", "`", "/", "@", "<", "#"];

const { CompletionItemKind: Kind } = vscode;

/** TypeScript's kinds as the editor's; those that are missing are properties. */
const kinds: Record<string, vscode.CompletionItemKind> = {
  keyword: Kind.Keyword,
  "primitive type": Kind.Keyword,
  const: Kind.Constant,
  let: Kind.Variable,
  var: Kind.Variable,
  "local var": Kind.Variable,
  alias: Kind.Reference,
  import: Kind.Reference,
  parameter: Kind.Variable,
  function: Kind.Function,
  "local function": Kind.Function,
  method: Kind.Method,
  construct: Kind.Method,
  class: Kind.Class,
  "local class": Kind.Class,
  interface: Kind.Interface,
  type: Kind.Interface,
  enum: Kind.Enum,
  "enum member": Kind.EnumMember,
  module: Kind.Module,
  namespace: Kind.Module,
  "external module name": Kind.Module,
  script: Kind.File,
  directory: Kind.Folder,
  string: Kind.Constant,
  "type parameter": Kind.TypeParameter,
  warning: Kind.Text,
};

class CellCompletion extends vscode.CompletionItem {
  constructor(
    readonly entry: LanguageCompletion,
    readonly cell: KnownCell,
    readonly offset: number,
  ) {
    super({ label: entry.name, description: entry.from }, kinds[entry.kind] ?? Kind.Property);
    this.sortText = entry.sortText;
    this.insertText = entry.insertText;
    if (entry.optional) this.label = `${entry.name}?`;
    if (entry.optional) this.insertText ??= entry.name;
    if (entry.deprecated) this.tags = [vscode.CompletionItemTag.Deprecated];
    if (!entry.replaces) return;
    this.range = rangeOf(cell.document, entry.replaces);
    // The editor compares with what is replaced, which may begin with the dot before the name.
    const replaced = cell.document.getText(this.range);
    this.filterText = replaced.startsWith(".") ? `.${entry.name}` : entry.name;
  }
}

export class CellCompletions implements vscode.CompletionItemProvider<CellCompletion> {
  constructor(private readonly notebooks: LanguageNotebooks) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    _token: vscode.CancellationToken,
    context: vscode.CompletionContext,
  ): Promise<CellCompletion[] | undefined> {
    const cell = this.notebooks.find(document);
    const offset = document.offsetAt(position);
    const trigger = context.triggerCharacter;
    const found =
      cell &&
      (await this.notebooks.ask<LanguageCompletions>(languageMethods.completions, cell, { offset, trigger }));
    return found?.items.map((entry) =>
      Object.assign(new CellCompletion(entry, cell!, offset), { commitCharacters: found.commitCharacters }),
    );
  }

  async resolveCompletionItem(item: CellCompletion): Promise<CellCompletion> {
    const { cell, offset, entry } = item;
    const details = await this.notebooks.ask<LanguageCompletionDetails>(
      languageMethods.completionDetails,
      cell,
      { offset, name: entry.name, from: entry.from },
    );
    if (!details) return item;
    item.detail = details.detail;
    item.documentation = new vscode.MarkdownString(details.documentation);
    item.additionalTextEdits = details.edits.map((edit) =>
      vscode.TextEdit.replace(rangeOf(cell.document, edit), edit.text),
    );
    return item;
  }
}
