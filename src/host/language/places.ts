import * as vscode from "vscode";
import type { LanguageSpan } from "../../protocol/index.js";

export function rangeOf(document: vscode.TextDocument, { start, end }: LanguageSpan): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
