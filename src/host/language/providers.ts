/** What the editor shows of the names in cells: their types, the signatures of calls, and where they are declared. */
import * as vscode from "vscode";
import {
  type LanguageDefinition,
  type LanguageHover,
  type LanguageSignatures,
  languageMethods,
} from "../../protocol/index.js";
import type { LanguageNotebooks } from "./notebooks.js";
import { rangeOf } from "./places.js";

export function hoverProvider(notebooks: LanguageNotebooks): vscode.HoverProvider {
  return {
    async provideHover(document, position) {
      const found = await askAt<LanguageHover>(notebooks, languageMethods.hover, document, position);
      if (!found) return undefined;
      const code = new vscode.MarkdownString().appendCodeblock(found.code, "typescript");
      const parts = found.documentation ? [code, new vscode.MarkdownString(found.documentation)] : [code];
      return new vscode.Hover(parts, rangeOf(document, found));
    },
  };
}

export function signatureProvider(notebooks: LanguageNotebooks): vscode.SignatureHelpProvider {
  return {
    async provideSignatureHelp(document, position) {
      const found = await askAt<LanguageSignatures>(
        notebooks,
        languageMethods.signatures,
        document,
        position,
      );
      if (!found) return undefined;
      const help = new vscode.SignatureHelp();
      help.activeParameter = found.activeParameter;
      help.activeSignature = found.activeSignature;
      help.signatures = found.signatures.map(({ label, documentation, parameters }) => {
        const signature = new vscode.SignatureInformation(label, new vscode.MarkdownString(documentation));
        signature.parameters = parameters.map(
          (parameter) =>
            new vscode.ParameterInformation(
              parameter.label,
              new vscode.MarkdownString(parameter.documentation),
            ),
        );
        return signature;
      });
      return help;
    },
  };
}

export function definitionProvider(notebooks: LanguageNotebooks): vscode.DefinitionProvider {
  return {
    async provideDefinition(document, position) {
      const found = await askAt<LanguageDefinition[]>(
        notebooks,
        languageMethods.definitions,
        document,
        position,
      );
      const cells = notebooks.find(document);
      return found?.flatMap((definition) => {
        if ("file" in definition)
          return new vscode.Location(
            vscode.Uri.file(definition.file),
            new vscode.Position(definition.line, definition.character),
          );
        const target =
          cells && notebooks.cells(cells.notebook).find(({ place }) => place.cell === definition.cell);
        return target ? new vscode.Location(target.document.uri, rangeOf(target.document, definition)) : [];
      });
    },
  };
}

async function askAt<T>(
  notebooks: LanguageNotebooks,
  method: string,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<T | undefined> {
  const cell = notebooks.find(document);
  return cell && notebooks.ask<T>(method, cell, { offset: document.offsetAt(position) });
}
