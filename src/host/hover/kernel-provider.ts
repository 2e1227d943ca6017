/** What a running kernel says of a value in a cell; the run store answers apart, and at once. */
import * as vscode from "vscode";
import type { Kernels } from "../execution/kernels.js";
import { notebookType } from "../notebook/cell-ids.js";
import { expressionAt } from "./expression.js";

/** A hover that comes later than this is of no use: the pointer has moved on. */
const patience = 2000;

export function registerKernelHover(kernels: Kernels): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { notebookType, language: "typescript" },
    {
      async provideHover(document, position, token) {
        const expression = expressionAt(document.lineAt(position.line).text, position.character);
        const notebook = notebookOf(document);
        if (!expression || !notebook) return undefined;
        const markdown = await askKernel(kernels, notebook, expression.text, token);
        if (!markdown) return undefined;
        const { line } = position;
        return new vscode.Hover(
          new vscode.MarkdownString(markdown),
          new vscode.Range(line, expression.start, line, expression.end),
        );
      },
    },
  );
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document === document),
  );
}

function hasKernel(kernels: Kernels, notebook: vscode.NotebookDocument): boolean {
  const state = kernels.state(notebook);
  return state === "idle" || state === "busy";
}

async function askKernel(
  kernels: Kernels,
  notebook: vscode.NotebookDocument,
  expression: string,
  token: vscode.CancellationToken,
): Promise<string | undefined> {
  if (!hasKernel(kernels, notebook)) return undefined;
  const asked = kernels.existing(notebook)?.session.inspect(expression);
  const tooLate = new Promise<undefined>((resolve) => {
    setTimeout(resolve, patience, undefined);
    token.onCancellationRequested(() => resolve(undefined));
  });
  try {
    const result = await Promise.race([asked, tooLate]);
    return result?.found ? result.markdown : undefined;
  } catch {
    // The kernel went away while it was asked: as good as no kernel.
    return undefined;
  }
}
