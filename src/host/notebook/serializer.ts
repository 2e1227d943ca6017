/** Reads and writes `.summnb` files for VS Code. What wasn't changed keeps its bytes. */
import * as vscode from "vscode";
import { type Notebook, newNotebook, parseNotebook, serializeNotebook } from "../../notebook/index.js";
import { fromCellData, toCellData } from "./cells.js";

/**
 * What a VS Code notebook carries of its file. The whole text goes along, and not only a key to it,
 * because an extension host that was restarted saves notebooks that another one has read.
 */
interface DocumentMetadata {
  metadata?: Record<string, unknown>;
  nbformatMinor?: number;
  original?: string;
}

/** A notebook file as VS Code's data; throws a NotebookFormatError for anything but a notebook. */
export function toNotebookData(notebook: Notebook): vscode.NotebookData {
  const data = new vscode.NotebookData(notebook.cells.map(toCellData));
  const { metadata, nbformatMinor, original } = notebook;
  data.metadata = { metadata, nbformatMinor, ...(original !== undefined && { original }) };
  return data;
}

export function fromNotebookData(data: vscode.NotebookData): Notebook {
  const fresh = newNotebook();
  const { metadata, nbformatMinor, original } = (data.metadata ?? {}) as DocumentMetadata;
  const before = original === undefined ? [] : parseNotebook(original).cells;
  const raws = new Map(before.map((cell) => [cell.id, cell.raw]));
  const taken = new Set<string>();
  return {
    cells: data.cells.map((cell) => fromCellData(cell, raws, taken)),
    metadata: metadata ?? fresh.metadata,
    nbformatMinor: nbformatMinor ?? fresh.nbformatMinor,
    ...(original !== undefined && { original }),
  };
}

export class SummnbSerializer implements vscode.NotebookSerializer {
  deserializeNotebook(content: Uint8Array): vscode.NotebookData {
    return toNotebookData(parseNotebook(content));
  }

  serializeNotebook(data: vscode.NotebookData): Uint8Array {
    return Buffer.from(serializeNotebook(fromNotebookData(data)));
  }
}
