import { statSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";
import { concatenateDatasets } from "./combine.js";
import { Dataset } from "./dataset.js";
import { DatasetDict } from "./datasetDict.js";
import { readerOf } from "./readers/index.js";
import type { Row } from "./row.js";
import { type DatasetSource, type SourceOptions, splitsOf } from "./source.js";
import { parseSplits, type SplitSlice } from "./splitSlice.js";
import { type RowStore, storeRows } from "./store/index.js";

export type { DatasetSource } from "./source.js";

export interface LoadDatasetOptions extends SourceOptions {
  /** One split, a part of it or a sum of parts, such as `train`, `train[:10%]` or `train+test`, instead of all. */
  split?: string;
}

type OneSplit = LoadDatasetOptions & { split: string };
type AllSplits = LoadDatasetOptions & { split?: undefined };

/**
 * Reads a data set from local files or from the Hub: JSON Lines, JSON, CSV, TSV or Parquet, each also compressed
 * with gzip or zstd, and zip or 7z archives of them. A file becomes the split `train`; in a folder or an archive
 * the names of files tell their splits (train-*.parquet, dev.jsonl.gz, …). A Hub data set may have
 * configurations, of which one is named as the second argument: `loadDataset("cnn_dailymail", "3.0.0")`.
 * Throws a SummnbError that names the file, and the line, of what can't be read.
 */
export function loadDataset<R extends Row = Row>(
  source: string,
  config: string,
  options: OneSplit,
): Promise<Dataset<R>>;
export function loadDataset<R extends Row = Row>(
  source: string,
  config: string,
  options?: AllSplits,
): Promise<DatasetDict<R>>;
export function loadDataset<R extends Row = Row>(
  source: DatasetSource,
  options: OneSplit,
): Promise<Dataset<R>>;
export function loadDataset<R extends Row = Row>(
  source: DatasetSource,
  options?: AllSplits,
): Promise<DatasetDict<R>>;
export function loadDataset<R extends Row = Row>(
  source: DatasetSource,
  options?: LoadDatasetOptions,
): Promise<DatasetDict<R> | Dataset<R>>;
export async function loadDataset<R extends Row = Row>(
  source: DatasetSource,
  second: LoadDatasetOptions | string = {},
  third: LoadDatasetOptions = {},
): Promise<DatasetDict<R> | Dataset<R>> {
  const options = typeof second === "string" ? { ...third, config: second } : second;
  const parts = options.split === undefined ? undefined : parseSplits(options.split);
  const { name, files, hubIds } = await splitsOf(
    source,
    options,
    parts && [...new Set(parts.map(({ split }) => split))],
  );
  const readSplit = async (split: string) =>
    Dataset.fromStore<R>(await storedSplit(files[split]!), {
      name: split,
      origin: { hubIds, files: files[split]! },
    });
  if (!parts) {
    const splits: Record<string, Dataset<R>> = {};
    for (const split of Object.keys(files)) splits[split] = await readSplit(split);
    return new DatasetDict(splits, name);
  }
  const wanted = new Map<string, Dataset<R>>();
  for (const { split } of parts) {
    if (!Object.hasOwn(files, split))
      throw new SummnbError(
        `The data set "${name}" has no split "${split}": it has ${Object.keys(files).join(", ")}.`,
      );
    if (!wanted.has(split)) wanted.set(split, await readSplit(split));
  }
  const chosen = parts.map((part) => sliced(wanted.get(part.split)!, part));
  return (chosen.length === 1 ? chosen[0]! : concatenateDatasets(chosen)).named(options.split!);
}

function sliced<R extends Row>(dataset: Dataset<R>, { range }: SplitSlice): Dataset<R> {
  const { start, end } = range(dataset.numRows);
  if (start === 0 && end === dataset.numRows) return dataset;
  return dataset.select(Array.from({ length: end - start }, (_, index) => start + index));
}

async function storedSplit(files: readonly string[]): Promise<RowStore> {
  const store = await storeRows(rowsOf(files), { key: keyOf(files) });
  if (store.length === 0)
    throw new SummnbError(
      `The data set is empty: ${files.join(", ")} holds no rows. Give a file with at least one.`,
    );
  return store;
}

async function* rowsOf(files: readonly string[]): AsyncGenerator<Row[]> {
  for (const file of files) yield* readerOf(file)(file);
}

/** Changes whenever the content of the files does. */
function keyOf(files: readonly string[]): string {
  return JSON.stringify(
    files.map((file) => {
      const { size, mtimeMs } = statSync(file);
      return [path.resolve(file), size, mtimeMs];
    }),
  );
}
