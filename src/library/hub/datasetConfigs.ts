/** What a data set's card says about its files: `configs` in the YAML block of README.md. */
import { SummnbError } from "../errors.js";
import { type YamlValue, yamlValueOf } from "./yaml.js";

export interface DatasetConfig {
  name: string;
  isDefault: boolean;
  /** Folder that the patterns start from; "" is the repository's. */
  dataDir: string;
  /** Patterns by split; undefined where the files' names tell. */
  dataFiles: Readonly<Record<string, readonly string[]>> | undefined;
  /** Options of Hugging Face's readers, which are not used here. */
  otherKeys: readonly string[];
}

const knownKeys = ["config_name", "default", "data_dir", "data_files", "description", "features", "version"];

/**
 * The configurations that a card names; none for a card without a YAML block or without `configs` in it.
 * @throws SummnbError for one that is not understood
 */
export function datasetConfigs(card: string, source: string): DatasetConfig[] {
  const block = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(card)?.[1];
  // The first line of the block is the card's second.
  const configs = block === undefined ? undefined : yamlValueOf(`\n${block}`, "configs", source);
  if (configs === undefined || configs === null) return [];
  if (!Array.isArray(configs)) throw misread(source, "configs", "a list");
  return configs.map((config) => readConfig(config, source));
}

function readConfig(value: YamlValue, source: string): DatasetConfig {
  if (!isMapping(value) || typeof value.config_name !== "string")
    throw misread(source, "each of configs", "a mapping with config_name");
  const { config_name: name, data_dir: dataDir, data_files: dataFiles, default: isDefault } = value;
  return {
    name,
    isDefault: /^true$/i.test(String(isDefault)),
    dataDir: typeof dataDir === "string" ? dataDir.replace(/^\.?\/|\/+$/g, "").replace(/^\.$/, "") : "",
    dataFiles: dataFiles === undefined || dataFiles === null ? undefined : patternsOf(dataFiles, source),
    otherKeys: Object.keys(value).filter((key) => !knownKeys.includes(key)),
  };
}

/** One pattern, a list, a list of splits with their paths, or a mapping from splits: as `datasets` takes them. */
function patternsOf(value: YamlValue, source: string): Record<string, string[]> {
  const texts = textsOf(value);
  if (texts) return { train: texts };
  const pairs: [YamlValue | undefined, YamlValue | undefined][] = Array.isArray(value)
    ? value.map((each) => (isMapping(each) ? [each.split, each.path] : [undefined, undefined]))
    : Object.entries(value as { [key: string]: YamlValue });
  return Object.fromEntries(
    pairs.map(([split, paths]) => {
      const list = textsOf(paths ?? null);
      if (typeof split !== "string" || !list)
        throw misread(source, "data_files", "paths, or a list of { split, path }");
      return [split, list];
    }),
  );
}

function textsOf(value: YamlValue): string[] | undefined {
  if (typeof value === "string") return [value];
  return Array.isArray(value) && value.every((each) => typeof each === "string") ? value : undefined;
}

const isMapping = (value: YamlValue): value is { [key: string]: YamlValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const misread = (source: string, what: string, wanted: string) =>
  new SummnbError(
    `The YAML block in ${source} is not understood: ${what} must be ${wanted}. Give the data files by split instead.`,
  );
