import { GenerationConfig } from "../generation/config.js";
import type { GenerateOptions } from "../generation/generate.js";
import type { GenerationModel } from "../generation/model.js";
import { fromGenerationConfig, resolveOptions } from "../generation/options.js";
import { optionTable } from "../generation/optionTable.js";
import type { RawConfig } from "../models/config.js";
import type { Tokenizer } from "../tokenizers/index.js";

/** Most new tokens of Transformers' summarization pipeline where no file says how many. */
const defaultLength = 256;

const isObject = (value: unknown): value is RawConfig => typeof value === "object" && value !== null;

/** What a config.json says of summarizing: T5's prefix and search, for instance. */
function taskParameters({ task_specific_params: tasks }: RawConfig): RawConfig {
  return isObject(tasks) && isObject(tasks.summarization) ? tasks.summarization : {};
}

/** The prefix that a model was trained with, as its config.json says; empty where it does not. */
export function taskPrefix(config: RawConfig): string {
  const prefix = taskParameters(config).prefix ?? config.prefix;
  return typeof prefix === "string" ? prefix : "";
}

/** A model's generation config with what its config.json says of summarizing, as Transformers' pipeline has it. */
export function taskGenerationConfig(model: GenerationModel): GenerationConfig {
  const own = fromGenerationConfig(taskParameters(model.config));
  const raw = Object.fromEntries(
    Object.entries(own).map(([name, value]) => [optionTable[name as keyof typeof own].key, value]),
  );
  return GenerationConfig.fromRaw({ ...model.generationConfig, ...raw }, `the files of ${model.name}`);
}

/** Most new tokens, where neither a call nor the model says how many. */
export function lengthOf(
  model: GenerationModel,
  { maxLength, maxNewTokens, generationConfig }: GenerateOptions,
): { maxNewTokens?: number } {
  const { lengthIsDefault } = resolveOptions({ maxLength, maxNewTokens }, model, generationConfig);
  return lengthIsDefault ? { maxNewTokens: defaultLength } : {};
}

/** Tokenizers that know no limit name an astronomical one. */
const largestLimit = 1_000_000;
const usualWindow = 512;

/** Most tokens that a model reads at a time. */
export function windowOf(model: GenerationModel, tokenizer: Tokenizer): number {
  const { max_position_embeddings: positions, n_positions: trained } = model.config;
  const known = [tokenizer.modelMaxLength, positions].filter(
    (value): value is number => typeof value === "number" && value < largestLimit,
  );
  if (known.length > 0) return Math.min(...known);
  return typeof trained === "number" ? trained : usualWindow;
}
