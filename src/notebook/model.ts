import { randomUUID } from "node:crypto";
import type { MimeBundle, NotebookOutput } from "../protocol/index.js";

export type CellType = "code" | "markdown" | "raw";

/** A cell, to be read and changed freely; what is written is found by comparing with `raw`. */
export interface NotebookCell {
  /** nbformat id, unique in the notebook. */
  id: string;
  type: CellType;
  /** One string, whatever the file has. */
  source: string;
  /** Of code cells; empty for others. */
  outputs: NotebookOutput[];
  executionCount: number | null;
  metadata: Record<string, unknown>;
  attachments?: Record<string, MimeBundle>;
  /** The cell's JSON as the file has it; undefined for a new cell. Not to be changed. */
  raw?: string;
}

/** A notebook as plain data: it may be cloned or sent, and is written by `serializeNotebook`. */
export interface Notebook {
  cells: NotebookCell[];
  metadata: Record<string, unknown>;
  /** nbformat 4, minor version. Below 5 cells have no ids in the file; the first change upgrades it to 5. */
  nbformatMinor: number;
  /** The file's whole text, which makes an unchanged save change nothing; undefined for a new notebook. */
  original?: string;
}

/** The nbformat minor version that has cell ids, and that new notebooks get. */
export const minorWithIds = 5;

/** Metadata of a new notebook. */
export function defaultMetadata(): Record<string, unknown> {
  return {
    kernelspec: { display_name: "summnb (TypeScript)", language: "typescript", name: "summnb" },
    language_info: {
      codemirror_mode: "typescript",
      file_extension: ".ts",
      mimetype: "text/typescript",
      name: "typescript",
      nbconvert_exporter: "script",
      pygments_lexer: "typescript",
    },
  };
}

/** A notebook without cells. */
export function newNotebook(): Notebook {
  return { cells: [], metadata: defaultMetadata(), nbformatMinor: minorWithIds };
}

/** A cell that no file has yet. */
export function newCell(type: CellType, source = "", id = newCellId()): NotebookCell {
  return { id, type, source, outputs: [], executionCount: null, metadata: {} };
}

/** Like Jupyter's own: eight hexadecimal digits. */
export function newCellId(): string {
  return randomUUID().slice(0, 8);
}
