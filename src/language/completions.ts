import type ts from "typescript";
import type {
  LanguageCompletion,
  LanguageCompletionDetails,
  LanguageCompletions,
} from "../protocol/index.js";
import type { Cell } from "./cell.js";
import { importEdit } from "./import-edit.js";
import { libraryExport, libraryExports } from "./library-exports.js";
import type { NotebookProject } from "./project.js";
import { documentationText, partsText, withoutAlias } from "./text.js";

export const noCompletions: LanguageCompletions = { items: [], commitCharacters: [], isMember: false };
const library = "summnb";

/** Sorts after what is in scope, as TypeScript's own suggestions to import do. */
const importSortText = "16";

export function completionsAt(
  project: NotebookProject,
  cell: Cell,
  offset: number,
  trigger?: string,
): LanguageCompletions {
  const found = project.service.getCompletionsAtPosition(cell.fileName, offset, {
    includeCompletionsWithInsertText: true,
    includeAutomaticOptionalChainCompletions: true,
    triggerCharacter: trigger as ts.CompletionsTriggerCharacter | undefined,
  });
  if (!found) return noCompletions;
  const kinds = new Map(project.earlierBindings(cell).map(({ name, kind }) => [name, kind]));
  const items = found.entries.map((entry): LanguageCompletion => {
    const isAlias = entry.kind === "alias" && kinds.has(entry.name);
    return {
      name: entry.name,
      kind: isAlias ? kinds.get(entry.name)! : entry.kind,
      sortText: entry.sortText,
      insertText: entry.insertText,
      replaces: entry.replacementSpan && spanOf(entry.replacementSpan),
      optional: entry.kindModifiers?.split(",").includes("optional") || undefined,
      deprecated: entry.kindModifiers?.split(",").includes("deprecated") || undefined,
    };
  });
  if (found.isGlobalCompletion) items.push(...importable(project, items));
  return {
    items,
    commitCharacters: found.defaultCommitCharacters ?? [],
    isMember: found.isMemberCompletion,
  };
}

/** What the library exports and no cell so far has imported. */
function importable(project: NotebookProject, items: readonly LanguageCompletion[]): LanguageCompletion[] {
  const present = new Set(items.map(({ name }) => name));
  return libraryExports(project)
    .filter(({ name }) => !present.has(name))
    .map(({ name, kind }) => ({ name, kind, sortText: importSortText, from: library }));
}

export function completionDetails(
  project: NotebookProject,
  cell: Cell,
  offset: number,
  name: string,
  from?: string,
): LanguageCompletionDetails | undefined {
  if (from !== undefined) {
    const { detail = name, documentation = "" } = libraryExport(project, name) ?? {};
    return { detail, documentation, edits: [importEdit(cell.text, name, from)] };
  }
  const details = project.service.getCompletionEntryDetails(
    cell.fileName,
    offset,
    name,
    undefined,
    undefined,
    undefined,
    undefined,
  );
  return (
    details && {
      detail: withoutAlias(partsText(details.displayParts)),
      documentation: documentationText(details.documentation, details.tags),
      edits: [],
    }
  );
}

function spanOf({ start, length }: ts.TextSpan): { start: number; end: number } {
  return { start, end: start + length };
}
