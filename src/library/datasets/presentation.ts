import type { DatasetData, MimeBundle } from "../../protocol/index.js";
import { datasetDisplay } from "../display/dataset.js";
import { pythonRepr } from "../display/text.js";
import { cellText, type Row } from "./row.js";

/** What is needed of a data set to show it. */
interface Shown {
  readonly features: readonly string[];
  readonly numRows: number;
  row(index: number): Row;
}

/** Bounds of a preview, which is saved in the notebook: rows, characters of a cell, characters of all. */
const previewRows = 100;
const cellCharacters = 10_000;
const previewCharacters = 200_000;

/** `repr` of Hugging Face's `Dataset`. */
export function datasetText({ features, numRows }: Shown): string {
  return `Dataset({\n    features: ${pythonRepr(features)},\n    num_rows: ${numRows}\n})`;
}

/** `repr` of Hugging Face's `DatasetDict`. */
export function datasetDictText(splits: ReadonlyMap<string, Shown>): string {
  const lines = Array.from(splits, ([name, dataset]) => `${name}: ${datasetText(dataset)}`).join("\n");
  return `DatasetDict({\n${lines.replace(/^/gm, "    ")}\n})`;
}

/** The splits, and the first rows of the first split, as many as a notebook can well keep. */
export function datasetData(name: string, splits: Record<string, Shown>): DatasetData {
  const [first] = Object.entries(splits);
  const [split, dataset] = first ?? [name, undefined];
  const columns = [...(dataset?.features ?? [])];
  const sizes = Object.entries(splits).map(([key, { numRows, features }]) => ({
    name: key,
    numRows,
    features: [...features],
  }));
  return { name, splits: sizes, preview: { split, columns, rows: dataset ? firstRows(dataset) : [] } };
}

function firstRows(dataset: Shown): string[][] {
  const rows: string[][] = [];
  let characters = 0;
  for (let index = 0; index < Math.min(dataset.numRows, previewRows); index++) {
    const row = dataset.row(index);
    const cells = dataset.features.map((column) => cutText(cellText(row[column])));
    characters += cells.reduce((sum, cell) => sum + cell.length, 0);
    if (characters > previewCharacters && rows.length > 0) break;
    rows.push(cells);
  }
  return rows;
}

export function datasetBundle(
  outputId: string,
  name: string,
  splits: Record<string, Shown>,
  text: string,
): MimeBundle {
  const bundle = datasetDisplay(datasetData(name, splits)).toMimeBundle(outputId);
  return { ...bundle, "text/plain": text };
}

/** Cut between characters, never inside a surrogate pair. */
function cutText(text: string): string {
  if (text.length <= cellCharacters) return text;
  return `${text.slice(0, cellCharacters).replace(/[\ud800-\udbff]$/, "")}…`;
}
