import {
  type Dataset,
  DatasetDict,
  type LoadDatasetOptions,
  loadDataset,
} from "../library/datasets/index.js";
import { SummnbError } from "../library/errors.js";
import { AutoTokenizer, type Tokenizer } from "../library/tokenizers/index.js";
import type { TrainerOptions } from "../library/training/index.js";
import type { DatasetConfig, TrainConfig } from "./train-config.js";

/** What a config says of the data, as options of the trainer. */
export type DataOptions = Omit<TrainerOptions, "model" | "args">;

export type ConfiguredData = Awaited<ReturnType<typeof readData>>;

/** Reads a config's data sets and tokenizer. */
export async function readTrainingData(config: TrainConfig): Promise<DataOptions> {
  const { trainDataset, evalDataset, columns } = await readData(config);
  return {
    trainDataset,
    evalDataset,
    tokenizer: await tokenizerFor(config.model, [trainDataset, evalDataset]),
    ...columns,
    sourcePrefix: config.sourcePrefix,
    promptTemplate: config.promptTemplate,
    maxSourceLength: config.maxSourceLength,
    maxTargetLength: config.maxTargetLength,
    padding: config.padding,
    dropout: config.dropout,
  };
}

/** A config's data sets, and all splits that they come with. */
export async function readData({ dataset }: TrainConfig) {
  const { documentColumn, summaryColumn, name, config, revision, alias, ...parts }: DatasetConfig =
    typeof dataset === "string" ? { name: dataset } : dataset;
  const splits =
    name === undefined
      ? await loadDataset(given(parts))
      : await loadParts(name, { config, revision, alias }, given(parts));
  const evalDataset = splits.has("validation") ? splits.validation : undefined;
  return { splits, trainDataset: splits.train, evalDataset, columns: { documentColumn, summaryColumn } };
}

/** All splits of a data set, or those parts that make its splits here. */
async function loadParts(
  name: string,
  options: LoadDatasetOptions,
  parts: Record<string, string>,
): Promise<DatasetDict> {
  if (Object.keys(parts).length === 0) return loadDataset(name, { ...options, split: undefined });
  const splits: Record<string, Dataset> = {};
  for (const [split, part] of Object.entries(parts))
    splits[split] = await loadDataset(name, { ...options, split: part });
  return new DatasetDict(splits, name);
}

const given = (files: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** A data set of token ids needs no tokenizer, and its model's folder may have none. */
export async function tokenizerFor(
  folder: string,
  datasets: (Dataset | undefined)[],
): Promise<Tokenizer | undefined> {
  const tokenized = datasets.every((dataset) => !dataset || isTokenized(dataset));
  try {
    return await AutoTokenizer.fromPretrained(folder);
  } catch (error) {
    if (tokenized && error instanceof SummnbError) return undefined;
    throw error;
  }
}

const isTokenized = ({ features }: Dataset) =>
  features.includes("labels") && (features.includes("input_ids") || features.includes("inputIds"));
