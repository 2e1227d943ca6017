import { existsSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";
import { isArchive } from "./archives/index.js";
import { filesOfSplit, locateFiles, looksLocal, missing } from "./locate.js";
import type { SplitFiles } from "./splitNames.js";

/** A file, folder, archive or Hub id; or files by split. */
export type DatasetSource = string | Readonly<Record<string, string | readonly string[]>>;

export interface SourceOptions {
  /** Of the configurations of a Hub data set, such as "3.0.0" of cnn_dailymail. */
  config?: string;
  /** A branch, tag or commit of a Hub data set. Default: main. */
  revision?: string;
  /** Whether a known name may stand for the data set that replaces it on the Hub. Default true. */
  alias?: boolean;
  /** Of the Hub, for data sets that need one. Default: HF_TOKEN, else the one that its own tools stored. */
  token?: string;
}

/** What was found of a data set. */
export interface FoundSplits {
  /** For the whole. */
  name: string;
  files: SplitFiles;
  /** The data set's id where it is the Hub's. */
  hubIds: string[];
}

/** The files by split. With `splits`, those of others may be left out. */
export async function splitsOf(
  source: DatasetSource,
  options: SourceOptions,
  splits?: readonly string[],
): Promise<FoundSplits> {
  if (typeof source !== "string") return { name: "dataset", files: await givenFiles(source), hubIds: [] };
  if (!existsSync(source)) {
    if (looksLocal(source)) throw missing(source);
    return hubSplits(source, options, splits);
  }
  if (options.config !== undefined)
    throw new SummnbError(
      `${source} is a local path, and only data sets of the Hub have configurations: leave "${options.config}" out.`,
    );
  return { name: path.basename(path.resolve(source)), files: await locateFiles(source), hubIds: [] };
}

async function givenFiles(source: Exclude<DatasetSource, string>): Promise<SplitFiles> {
  const given = Object.entries(source).filter(([, list]) => list !== undefined);
  if (given.length === 0)
    throw new SummnbError('No data file was given: name at least one, as in { train: "train.jsonl" }.');
  return bySplit(given);
}

/** Files of a data set on the Hub; only those of the wanted splits are fetched. */
async function hubSplits(
  id: string,
  options: SourceOptions,
  splits?: readonly string[],
): Promise<FoundSplits> {
  const { config, revision, alias, token } = options;
  const { hubDatasetFiles } = await import("../hub/datasets.js");
  const found = await hubDatasetFiles(id, { config, revision, alias, token, split: splits });
  for (const notice of found.notices) console.warn(notice);
  return { name: found.name, files: await openArchives(found.files), hubIds: [found.name] };
}

/** A single archive stands for all splits that are in it. */
async function openArchives(files: SplitFiles): Promise<SplitFiles> {
  const [first, ...others] = Object.values(files).flat();
  if (first !== undefined && others.length === 0 && isArchive(first)) return locateFiles(first);
  return bySplit(Object.entries(files));
}

async function bySplit(given: Iterable<[string, string | readonly string[]]>): Promise<SplitFiles> {
  const files: SplitFiles = {};
  for (const [split, list] of given)
    files[split] = (await Promise.all([list].flat().map((file) => filesOfSplit(file, split)))).flat();
  return files;
}
