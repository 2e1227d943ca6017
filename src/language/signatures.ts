import type { LanguageSignatures } from "../protocol/index.js";
import type { Cell } from "./cell.js";
import type { NotebookProject } from "./project.js";
import { documentationText, partsText } from "./text.js";

/** The signatures of the call that this place is in. */
export function signaturesAt(
  project: NotebookProject,
  cell: Cell,
  offset: number,
): LanguageSignatures | undefined {
  const help = project.service.getSignatureHelpItems(cell.fileName, offset, undefined);
  if (!help) return undefined;
  const signatures = help.items.map((item) => {
    let label = partsText(item.prefixDisplayParts);
    const separator = partsText(item.separatorDisplayParts);
    const parameters = item.parameters.map((parameter, index) => {
      if (index > 0) label += separator;
      const start = label.length;
      label += partsText(parameter.displayParts);
      return {
        label: [start, label.length] as [number, number],
        documentation: documentationText(parameter.documentation, undefined),
      };
    });
    label += partsText(item.suffixDisplayParts);
    const tags = item.tags.filter(({ name }) => name !== "param");
    return { label, parameters, documentation: documentationText(item.documentation, tags) };
  });
  return { signatures, activeSignature: help.selectedItemIndex, activeParameter: help.argumentIndex };
}
