import type { LanguageHover } from "../protocol/index.js";
import type { Cell } from "./cell.js";
import type { NotebookProject } from "./project.js";
import { documentationText, partsText, withoutAlias } from "./text.js";

/** What the name at this place is. */
export function hoverAt(project: NotebookProject, cell: Cell, offset: number): LanguageHover | undefined {
  if (offset > cell.text.length) return undefined;
  const info = project.service.getQuickInfoAtPosition(cell.fileName, offset);
  if (!info) return undefined;
  const { start, length } = info.textSpan;
  return {
    start,
    end: start + length,
    code: withoutAlias(partsText(info.displayParts)),
    documentation: documentationText(info.documentation, info.tags),
  };
}
