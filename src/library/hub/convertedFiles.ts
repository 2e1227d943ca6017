/** The Hub's own conversion of data sets to Parquet: a branch with CONFIG/SPLIT/0000.parquet, and so on. */
import type { FilesBySplit } from "./dataFiles.js";

export const convertedBranch = "refs/convert/parquet";

export interface ConvertedConfig {
  splits: FilesBySplit;
  /** Splits of which the Hub has converted only the beginning, as they are large. */
  partial: string[];
}

/** The configurations of the branch's files. */
export function convertedConfigs(paths: readonly string[]): Map<string, ConvertedConfig> {
  const configs = new Map<string, ConvertedConfig>();
  for (const name of [...paths].sort()) {
    const match = /^([^/]+)\/(partial-)?([^/]+)\/\d+\.parquet$/.exec(name);
    if (!match) continue;
    const [, config, part, split] = match as unknown as [string, string, string | undefined, string];
    const found = configs.get(config) ?? { splits: {}, partial: [] };
    configs.set(config, found);
    found.splits[split] = [...(found.splits[split] ?? []), name];
    if (part && !found.partial.includes(split)) found.partial.push(split);
  }
  return configs;
}
