import { existsSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";
import { Dataset } from "./dataset.js";
import { DatasetDict } from "./datasetDict.js";
import { locateFiles, missing, type SplitFiles } from "./locate.js";
import { readerOf } from "./readers/index.js";
import type { Row } from "./row.js";
import { parseSplitSlice } from "./splitSlice.js";

/** A file or folder, or files by split. */
export type DatasetSource = string | Readonly<Record<string, string | readonly string[]>>;

export interface LoadDatasetOptions {
  /** One split or a part of it, such as `train` or `train[:10%]`, instead of all. */
  split?: string;
}

/**
 * Reads a data set from local files: JSON Lines, JSON, CSV, TSV or Parquet, each also gzipped. A file becomes
 * the split `train`; in a folder the names of files tell their splits (train-*.parquet, dev.jsonl.gz, …).
 * Throws a SummnbError that names the file, and the line, of what can't be read.
 */
export function loadDataset<R extends Row = Row>(
  source: DatasetSource,
  options: { split: string },
): Promise<Dataset<R>>;
export function loadDataset<R extends Row = Row>(
  source: DatasetSource,
  options?: { split?: undefined },
): Promise<DatasetDict<R>>;
export function loadDataset<R extends Row = Row>(
  source: DatasetSource,
  options?: LoadDatasetOptions,
): Promise<DatasetDict<R> | Dataset<R>>;
export async function loadDataset<R extends Row = Row>(
  source: DatasetSource,
  options: LoadDatasetOptions = {},
): Promise<DatasetDict<R> | Dataset<R>> {
  const name = typeof source === "string" ? path.basename(path.resolve(source)) : "dataset";
  const files = typeof source === "string" ? await locateFiles(source) : givenFiles(source);
  if (options.split === undefined) {
    const splits: Record<string, Dataset<R>> = {};
    for (const [split, list] of Object.entries(files)) splits[split] = await readSplit(split, list);
    return new DatasetDict(splits, name);
  }
  const slice = parseSplitSlice(options.split);
  const list = files[slice.split];
  if (!list)
    throw new SummnbError(
      `The data set "${name}" has no split "${slice.split}": it has ${Object.keys(files).join(", ")}.`,
    );
  const dataset = await readSplit<R>(slice.split, list);
  const { start, end } = slice.range(dataset.numRows);
  return dataset
    .select(Array.from({ length: end - start }, (_, index) => start + index))
    .named(options.split);
}

function givenFiles(source: Exclude<DatasetSource, string>): SplitFiles {
  const given = Object.entries(source).flatMap(([split, list]) =>
    list === undefined ? [] : [[split, [list].flat()] as const],
  );
  const absent = given.flatMap(([, list]) => list).find((file) => !existsSync(file));
  if (absent !== undefined) throw missing(absent);
  if (given.length === 0)
    throw new SummnbError('No data file was given: name at least one, as in { train: "train.jsonl" }.');
  return Object.fromEntries(given);
}

async function readSplit<R extends Row>(split: string, files: readonly string[]): Promise<Dataset<R>> {
  const features: string[] = [];
  const rows: Row[] = [];
  for (const file of files) {
    const table = await readerOf(file)(file);
    features.push(...table.features);
    for (const row of table.rows) rows.push(row);
  }
  if (rows.length === 0)
    throw new SummnbError(
      `The data set is empty: ${files.join(", ")} holds no rows. Give a file with at least one.`,
    );
  return Dataset.fromList(rows as R[], { features, name: split });
}
