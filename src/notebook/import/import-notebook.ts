import type { Notebook } from "../model.js";
import type { ImportReport } from "./report.js";

export interface ImportOptions {
  /** Of the Python notebook, for the report: its file's name. */
  name?: string;
}

export interface ImportResult {
  notebook: Notebook;
  report: ImportReport;
}

/**
 * Turns a Jupyter notebook of Python (nbformat 3 or 4) that uses Transformers, Datasets, PEFT and evaluate into a
 * notebook of summnb. Markdown is kept, recognised Python is translated, and what is not recognised stays as a
 * comment for a person.
 * @throws NotebookFormatError for what is no such file
 */
export function importNotebook(text: string | Uint8Array, options: ImportOptions = {}): ImportResult {
  throw new Error(`${text.length} ${options.name}`);
}
