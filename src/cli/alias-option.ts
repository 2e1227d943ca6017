import { Option } from "commander";
import type { TrainConfig } from "./train-config.js";

/** What `--no-alias` leaves in a command's options. */
export interface AliasFlag {
  alias: boolean;
}

/** Of commands that load a data set by its id. */
export const noAliasOption = (): Option =>
  new Option(
    "--no-alias",
    "take the data set's name as it is, also where it is known to stand for another",
  ).default(true);

/** The config as the option wants it; files that are named by split have no other names. */
export function withAliasOf<C extends TrainConfig>({ alias }: AliasFlag, config: C): C {
  if (alias) return config;
  const dataset = typeof config.dataset === "string" ? { name: config.dataset } : config.dataset;
  return dataset.name === undefined ? config : { ...config, dataset: { ...dataset, alias: false } };
}
