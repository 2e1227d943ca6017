import type ts from "typescript";
import type { LanguageDefinition } from "../protocol/index.js";
import type { Cell } from "./cell.js";
import type { NotebookProject } from "./project.js";

/** Where the name at this place is declared. */
export function definitionsAt(project: NotebookProject, cell: Cell, offset: number): LanguageDefinition[] {
  const found = project.service.getDefinitionAtPosition(cell.fileName, offset) ?? [];
  return found.flatMap((definition) => definitionOf(project, definition) ?? []);
}

function definitionOf(
  project: NotebookProject,
  { fileName, name, textSpan }: ts.DefinitionInfo,
): LanguageDefinition | undefined {
  const { start, length } = textSpan;
  const cell = project.cellOfFile(fileName);
  if (cell && start < cell.text.length) return { cell: cell.key, start, end: start + length };
  if (cell) return bindingPlace(project, cell, name);
  const file = project.service.getProgram()?.getSourceFile(fileName);
  return file && { file: fileName, ...file.getLineAndCharacterOfPosition(start) };
}

/** Of a variable that was declared anew behind a cell, the declaration that the user wrote. */
function bindingPlace(project: NotebookProject, cell: Cell, name: string): LanguageDefinition | undefined {
  const binding = project.earlierBindings(cell).find((earlier) => earlier.name === name);
  const origin = binding && project.cellOfModule(binding.module);
  return origin && { cell: origin.key, start: binding.start, end: binding.start + name.length };
}
