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

const previewRows = 10;
const previewCharacters = 2000;

/** `repr` of Hugging Face's `Dataset`. */
export function datasetText({ features, numRows }: Shown): string {
  return `Dataset({\n    features: ${pythonRepr(features)},\n    num_rows: ${numRows}\n})`;
}

/** `repr` of Hugging Face's `DatasetDict`. */
export function datasetDictText(splits: ReadonlyMap<string, Shown>): string {
  const lines = Array.from(splits, ([name, dataset]) => `${name}: ${datasetText(dataset)}`).join("\n");
  return `DatasetDict({\n${lines.replace(/^/gm, "    ")}\n})`;
}

/** The splits, and the first rows of the first split with cells cut to 2,000 characters. */
export function datasetData(name: string, splits: Record<string, Shown>): DatasetData {
  const [first] = Object.entries(splits);
  const [split, dataset] = first ?? [name, undefined];
  const columns = [...(dataset?.features ?? [])];
  const rows = Array.from({ length: Math.min(dataset?.numRows ?? 0, previewRows) }, (_, index) => {
    const row = dataset!.row(index);
    return columns.map((column) => cutText(cellText(row[column])));
  });
  const sizes = Object.entries(splits).map(([key, { numRows, features }]) => ({
    name: key,
    numRows,
    features: [...features],
  }));
  return { name, splits: sizes, preview: { split, columns, rows } };
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
  if (text.length <= previewCharacters) return text;
  return `${text.slice(0, previewCharacters).replace(/[\ud800-\udbff]$/, "")}…`;
}
