import ts from "typescript";
import type { LanguageDiagnostic } from "../protocol/index.js";
import type { Cell } from "./cell.js";
import type { NotebookProject } from "./project.js";

/** Names that are declared in the cell, but used before: in a notebook an earlier cell may have set them. */
const usedBeforeDeclared = new Set([
  2448, // block-scoped variable used before its declaration
  2449, // class used before its declaration
  2450, // enum used before its declaration
  2454, // variable used before being assigned
]);

const cannotFindName = new Set([2304, 2552]);

/** Only shown faded or struck through. */
const isDeprecated = (diagnostic: ts.Diagnostic) => diagnostic.reportsDeprecated !== undefined;

/** Messages of TypeScript's that speak of how we show it the notebook. */
const sentences: [code: number, wanted: RegExp, sentence: string][] = [
  [
    2632,
    /^Cannot assign to '(.*)' because it is an import\.$/,
    "“$1” is a constant of an earlier cell and can't be assigned to.",
  ],
];

/**
 * What is wrong in a cell. While its grammar is, nothing else is said: what follows from a missing bracket
 * would be noise.
 */
export function diagnosticsOf(project: NotebookProject, cell: Cell): LanguageDiagnostic[] {
  if (cell.faults.length)
    return cell.faults.map(({ start, length, message, code }) => ({
      start,
      end: start + length,
      message: flat(message),
      severity: "error",
      code,
    }));
  const { fileName, text } = cell;
  const found = [
    ...project.service.getSemanticDiagnostics(fileName),
    ...project.service.getSuggestionDiagnostics(fileName).filter(isDeprecated),
  ];
  return found.flatMap((diagnostic) => {
    const { start = 0, length = 0 } = diagnostic;
    if (start >= text.length) return [];
    const name = text.slice(start, start + length);
    if (usedBeforeDeclared.has(diagnostic.code) && project.declaresBefore(cell, name)) return [];
    return [
      { start, end: Math.min(start + length, text.length), ...described(project, cell, diagnostic, name) },
    ];
  });
}

function described(
  project: NotebookProject,
  cell: Cell,
  diagnostic: ts.Diagnostic,
  name: string,
): Omit<LanguageDiagnostic, "start" | "end"> {
  const { code } = diagnostic;
  if (cannotFindName.has(code) && project.declaresAfter(cell, name))
    return {
      message: `“${name}” is declared by a later cell only: it is there once that cell has run.`,
      severity: "warning",
      code,
    };
  if (isDeprecated(diagnostic))
    return { message: flat(diagnostic.messageText), severity: "hint", code, deprecated: true };
  const [, wanted, sentence] = sentences.find(([known]) => known === code) ?? [];
  const message = flat(diagnostic.messageText);
  return { message: wanted ? message.replace(wanted, sentence!) : message, severity: "error", code };
}

function flat(message: ts.DiagnosticMessageChain | string): string {
  return ts.flattenDiagnosticMessageText(message, "\n");
}
