import { type ImportReport, importNotebook } from "../../../../src/notebook/import/index.js";
import type { NotebookCell } from "../../../../src/notebook/index.js";

interface Imported {
  report: ImportReport;
  cells: NotebookCell[];
  /** The translated cells in their order, without the report and what stands before all. */
  texts: string[];
  /** The imports and functions that all cells need. */
  preamble: string;
}

/** nbformat 4.4 of code cells. */
export const ipynb = (...sources: string[]): string =>
  JSON.stringify({
    cells: sources.map((source) => ({
      cell_type: "code",
      execution_count: 1,
      metadata: {},
      outputs: [],
      source,
    })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 4,
  });

/** Imports a notebook's file. */
export function importFile(file: string | Uint8Array): Imported {
  const { notebook, report } = importNotebook(file, { name: "a.ipynb" });
  const own = notebook.cells.filter(({ id }) => !id.startsWith("import-"));
  const preamble = notebook.cells.find(({ id }) => id.startsWith("import-preamble"))?.source ?? "";
  return { report, cells: own, texts: own.map(({ source }) => source), preamble };
}

/** Imports code cells. */
export const imported = (...sources: string[]): Imported => importFile(ipynb(...sources));

/** What the last of the cells becomes. */
export const last = (...sources: string[]): string => imported(...sources).texts.at(-1)!;

export const loading = `from datasets import load_dataset
from transformers import AutoTokenizer, AutoModelForSeq2SeqLM
data = load_dataset("name")
rows = data["train"]
tokenizer = AutoTokenizer.from_pretrained("t5-small")
model = AutoModelForSeq2SeqLM.from_pretrained("t5-small")`;
