/** Marks the line of a cell where its last run threw, until the cell is changed or run again. */
import * as vscode from "vscode";
import { l10n } from "../l10n.js";
import { findCell } from "../notebook/cell-ids.js";
import type { Kernels, NotebookEvent } from "./kernels.js";

export function markErrors(kernels: Kernels): vscode.Disposable {
  const marks = vscode.languages.createDiagnosticCollection("summnb");
  /** Execution id to what its error says: the error's output comes before the place of the error. */
  const messages = new Map<string, string>();

  const receive = ({ notebook, event }: NotebookEvent) => {
    const document = findCell(notebook, event.cellId)?.document;
    if (event.type === "started" && document) marks.delete(document.uri);
    if (event.type === "output" && event.output.output_type === "error")
      messages.set(event.executionId, `${event.output.ename}: ${event.output.evalue}`);
    if (event.type !== "finished") return;
    const message = messages.get(event.executionId) ?? l10n.t("The cell failed here.");
    messages.delete(event.executionId);
    if (event.errorAt && document) marks.set(document.uri, [mark(document, event.errorAt, message)]);
  };

  return vscode.Disposable.from(
    marks,
    kernels.onDidReceiveEvent(receive),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length) marks.delete(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => marks.delete(document.uri)),
  );
}

/** From the place of the error (counted from 1) to the end of its line. */
function mark(
  document: vscode.TextDocument,
  at: { line: number; column: number },
  message: string,
): vscode.Diagnostic {
  const line = Math.min(at.line, document.lineCount) - 1;
  const { end } = document.lineAt(line).range;
  const start = end.with({ character: Math.min(at.column - 1, end.character) });
  const diagnostic = new vscode.Diagnostic(new vscode.Range(start, end), message);
  diagnostic.source = "summnb";
  return diagnostic;
}
