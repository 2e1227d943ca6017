/** IntelliSense in cells: the language service's answers as the editor's. */
import * as vscode from "vscode";
import type { Kernels } from "../execution/kernels.js";
import { notebookType } from "../notebook/cell-ids.js";
import { DatasetColumns } from "./columns.js";
import { CellCompletions, completionTriggers } from "./completion.js";
import { CellDiagnostics } from "./diagnostics.js";
import { LanguageNotebooks } from "./notebooks.js";
import { LanguageProcess } from "./process.js";
import { definitionProvider, hoverProvider, signatureProvider } from "./providers.js";

const selector: vscode.DocumentFilter = { notebookType, language: "typescript" };

export function registerLanguage(
  context: vscode.ExtensionContext,
  kernels: Kernels,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const service = new LanguageProcess({
    main: context.asAbsolutePath("dist/language/server.cjs"),
    root: context.extensionPath,
    log: (line) => log.warn(line),
    onStart: () => {
      notebooks.reset();
      columns.resend();
    },
  });
  const notebooks = new LanguageNotebooks(service);
  const diagnostics = new CellDiagnostics(notebooks);
  const columns = new DatasetColumns(kernels, notebooks, service, diagnostics);
  const { languages } = vscode;
  return vscode.Disposable.from(
    service,
    notebooks,
    diagnostics,
    columns,
    languages.registerCompletionItemProvider(selector, new CellCompletions(notebooks), ...completionTriggers),
    languages.registerHoverProvider(selector, hoverProvider(notebooks)),
    languages.registerSignatureHelpProvider(selector, signatureProvider(notebooks), "(", ",", "<"),
    languages.registerDefinitionProvider(selector, definitionProvider(notebooks)),
  );
}
