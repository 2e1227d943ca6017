/** Cells of a notebook file to VS Code's cells and back. */
import * as vscode from "vscode";
import { type CellType, type NotebookCell, newCellId } from "../../notebook/index.js";
import type { MimeBundle } from "../../protocol/index.js";
import { fromCellOutput, toCellOutput } from "./outputs.js";

/** What a VS Code cell carries of its file that VS Code has no place for. */
export interface CellMetadata {
  id?: string;
  /** The cell's nbformat metadata. */
  metadata?: Record<string, unknown>;
  attachments?: Record<string, MimeBundle>;
}

const kinds: Record<CellType, { kind: vscode.NotebookCellKind; language: string | undefined }> = {
  code: { kind: vscode.NotebookCellKind.Code, language: undefined },
  markdown: { kind: vscode.NotebookCellKind.Markup, language: "markdown" },
  // VS Code has no third kind: text that no controller runs.
  raw: { kind: vscode.NotebookCellKind.Code, language: "raw" },
};

export const defaultLanguage = "typescript";

/** VS Code's own ipynb support keeps a cell's own language in its metadata; so do we. */
interface LanguageMetadata {
  vscode?: { languageId?: string };
}

export function toCellData(cell: NotebookCell): vscode.NotebookCellData {
  const { kind, language } = kinds[cell.type];
  const own = (cell.metadata as LanguageMetadata).vscode?.languageId;
  const data = new vscode.NotebookCellData(kind, cell.source, language ?? own ?? defaultLanguage);
  const { id, metadata, attachments } = cell;
  data.metadata = { id, metadata, ...(attachments && { attachments }) } satisfies CellMetadata;
  data.outputs = cell.outputs.map((output) => toCellOutput(output, true));
  if (cell.executionCount !== null) data.executionSummary = { executionOrder: cell.executionCount };
  return data;
}

/** `raws`: the cells' JSON in the file that was read, by id; `taken` collects the ids of the cells so far. */
export function fromCellData(
  data: vscode.NotebookCellData,
  raws: ReadonlyMap<string, string | undefined>,
  taken: Set<string>,
): NotebookCell {
  const carried = (data.metadata ?? {}) as CellMetadata;
  const id = carried.id !== undefined && !taken.has(carried.id) ? carried.id : newCellId();
  taken.add(id);
  const type = cellType(data);
  const isCode = type === "code";
  return {
    id,
    type,
    source: data.value,
    outputs: isCode ? (data.outputs ?? []).map(fromCellOutput) : [],
    executionCount: (isCode ? data.executionSummary?.executionOrder : null) ?? null,
    metadata: withLanguage(carried.metadata ?? {}, isCode ? data.languageId : undefined),
    ...(carried.attachments && { attachments: carried.attachments }),
    raw: raws.get(id),
  };
}

function cellType(data: vscode.NotebookCellData): CellType {
  if (data.kind === vscode.NotebookCellKind.Markup) return "markdown";
  return data.languageId === "raw" ? "raw" : "code";
}

/** Notes a language other than the notebook's, and forgets it when the cell is TypeScript again. */
function withLanguage(
  metadata: Record<string, unknown>,
  language: string | undefined,
): Record<string, unknown> {
  const { vscode: own } = metadata as LanguageMetadata;
  const wanted = language === defaultLanguage ? undefined : language;
  if (own?.languageId === wanted) return metadata;
  const { vscode: _, ...others } = metadata as LanguageMetadata;
  const { languageId: __, ...rest } = own ?? {};
  const kept = wanted === undefined ? rest : { ...rest, languageId: wanted };
  return Object.keys(kept).length ? { ...others, vscode: kept } : others;
}
