import { type Dataset, loadDataset } from "../library/datasets/index.js";
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
  const { documentColumn, summaryColumn, ...files }: Partial<DatasetConfig> =
    typeof dataset === "string" ? {} : dataset;
  const splits = await loadDataset(typeof dataset === "string" ? dataset : given(files));
  const evalDataset = splits.has("validation") ? splits.validation : undefined;
  return { splits, trainDataset: splits.train, evalDataset, columns: { documentColumn, summaryColumn } };
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
