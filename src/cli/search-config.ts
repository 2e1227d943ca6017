import { SummnbError } from "../library/errors.js";
import { nearest } from "../library/nearest.js";
import type { SearchOptions } from "../library/training/index.js";
import { checkTrainConfig, readConfigFile, type TrainConfig } from "./train-config.js";

/** What `search` in a config may hold: the options of the library's search. */
const keys = [
  "space",
  "method",
  "trials",
  "seconds",
  "seed",
  "metric",
  "greaterIsBetter",
  "pruning",
] as const;

export type SearchValues = Pick<SearchOptions, (typeof keys)[number]>;

export interface SearchConfig {
  train: TrainConfig;
  search: SearchValues;
}

/** Reads a training config that has a `search` besides; a SummnbError names what is wrong in it. */
export function readSearchConfig(file: string): SearchConfig {
  const { search, ...train } = readConfigFile(file);
  if (typeof search !== "object" || search === null || Array.isArray(search) || !("space" in search))
    throw new SummnbError(
      `${file} has no search: add "search": { "space": { "learningRate": { "logUniform": [1e-5, 1e-3] } }, "trials": 20 }.`,
    );
  for (const key of Object.keys(search))
    if (!keys.some((known) => known === key))
      throw new SummnbError(
        `${file} has an unknown key "${key}" in "search"${nearest(key, keys, "; did you mean ", "?") || "."}`,
      );
  return { train: checkTrainConfig(train, file), search: search as SearchValues };
}
