/** Data sets by id: which files of a repository are which split, and those of the wanted splits fetched. */
import { readFile } from "node:fs/promises";
import { isArchive } from "../datasets/archives/index.js";
import { SummnbError } from "../errors.js";
import { nearest } from "../nearest.js";
import { aliasOf } from "./aliases.js";
import { convertedBranch, convertedConfigs } from "./convertedFiles.js";
import { type FilesBySplit, filesByName, filesOfPatterns } from "./dataFiles.js";
import { type DatasetConfig, datasetConfigs } from "./datasetConfigs.js";
import { defaultEndpoint, type HubOptions } from "./environment.js";
import { HubError } from "./errors.js";
import { describeRepo, type RepoId } from "./repoId.js";
import { openSnapshot, type Snapshot } from "./snapshot.js";

export interface HubDatasetOptions extends HubOptions {
  /** One of the data set's configurations, such as "3.0.0"; needed where it has several and none is the default. */
  config?: string;
  /** False: take the id as it is, also where a known name stands for another one. */
  alias?: boolean;
  /** The splits to fetch; default is all. */
  split?: string | readonly string[];
}

export interface HubDataset {
  /** Local files by split, in the order in which they are read. */
  files: Record<string, string[]>;
  /** The id on the Hub. */
  name: string;
  /** What the user should know, one sentence each. */
  notices: string[];
}

/** What was found of a data set. */
interface Plan {
  snapshot: Snapshot;
  splits: FilesBySplit;
}

/**
 * The files of a data set on the Hub: the repository's own Parquet, CSV and JSON files, else the Hub's conversion of
 * them to Parquet. A repository's script is never executed.
 * @throws SummnbError when there are no such files, naming the configurations or splits that there are
 */
export async function hubDatasetFiles(id: string, options: HubDatasetOptions = {}): Promise<HubDataset> {
  const { config, alias = true, split, ...hub } = options;
  const notices: string[] = [];
  const known = alias ? aliasOf(id) : undefined;
  if (known)
    notices.push(
      `"${id}" is read from ${known.id}: ${known.reason} (alias: false or --no-alias takes the name as it is).`,
    );
  const repo: RepoId = { type: "dataset", id: known?.id ?? id };
  const own = await openSnapshot(repo, hub).catch((error: unknown) => {
    throw named(error, id);
  });
  const plan = (await ownFiles(own, config, notices)) ?? (await convertedFiles(own, config, hub, notices));
  if (plan.snapshot.cacheOnly)
    notices.push(`The splits of ${repo.id} are those that the cache has. ${plan.snapshot.cacheOnly}`);
  const all = Object.keys(plan.splits);
  const wanted = split === undefined || isArchived(plan.splits) ? all : [...new Set([split].flat())];
  for (const each of wanted) requireSplit(each, plan, repo);
  await plan.snapshot.fetch(wanted.flatMap((each) => plan.splits[each]!));
  const files = wanted.map((each) => [each, plan.splits[each]!.map((name) => plan.snapshot.file(name))]);
  return { files: Object.fromEntries(files), name: repo.id, notices };
}

/** Which splits an archive holds shows only when it is open. */
const isArchived = (splits: FilesBySplit): boolean =>
  Object.keys(splits).length === 1 && Object.values(splits).flat().every(isArchive);

/** Who meant a local folder is told that it is missing. */
const named = (error: unknown, id: string) =>
  error instanceof HubError
    ? new HubError(error.failure, `There is no file or folder ${id} here. ${error.message}`, error.status)
    : error;

function requireSplit(split: string, { splits }: Plan, repo: RepoId): void {
  const names = Object.keys(splits);
  if (!Object.hasOwn(splits, split))
    throw new SummnbError(
      `The ${describeRepo(repo)} has no split "${split}"${nearest(split, names, ', did you mean "', '"?')}: it has ${names.join(", ")}.`,
    );
}

/** Files that the repository itself has; undefined where there are none, or they are for its script. */
async function ownFiles(
  snapshot: Snapshot,
  config: string | undefined,
  notices: string[],
): Promise<Plan | undefined> {
  const configs = await cardConfigs(snapshot);
  const repository = describeRepo(snapshot.repo);
  if (configs.length > 0) {
    const chosen = choose(configs, config, repository);
    if (chosen.otherKeys.length > 0)
      notices.push(
        `The card of the ${repository} sets ${chosen.otherKeys.join(", ")} for reading its files, which is not used here.`,
      );
    const splits = chosen.dataFiles
      ? filesOfPatterns(snapshot.paths, chosen.dataDir, chosen.dataFiles, `the ${repository}`)
      : filesByName(snapshot.paths, chosen.dataDir);
    return splits && { snapshot, splits };
  }
  if (scriptOf(snapshot) !== undefined) return undefined;
  // Without a card a configuration is a folder.
  const folder = config === undefined || config === "default" ? "" : config;
  const splits = filesByName(snapshot.paths, folder);
  return splits && { snapshot, splits };
}

async function cardConfigs(snapshot: Snapshot): Promise<DatasetConfig[]> {
  if (!snapshot.has("README.md")) return [];
  await snapshot.fetch(["README.md"]);
  const card = await readFile(snapshot.file("README.md"), "utf8");
  return datasetConfigs(card, `README.md of the ${describeRepo(snapshot.repo)}`);
}

function choose(
  configs: readonly DatasetConfig[],
  wanted: string | undefined,
  repository: string,
): DatasetConfig {
  const names = configs.map(({ name }) => name);
  if (wanted !== undefined) {
    const found = configs.find(({ name }) => name === wanted);
    if (found) return found;
    throw noConfig(wanted, names, repository);
  }
  const chosen =
    configs.length === 1
      ? configs[0]
      : (configs.find(({ isDefault }) => isDefault) ?? configs.find(({ name }) => name === "default"));
  if (chosen) return chosen;
  throw severalConfigs(names, repository);
}

const noConfig = (wanted: string, names: readonly string[], repository: string) =>
  new SummnbError(
    `The ${repository} has no configuration "${wanted}"${nearest(wanted, names, ', did you mean "', '"?')}: it has ${names.join(", ")}.`,
  );

const severalConfigs = (names: readonly string[], repository: string) =>
  new SummnbError(
    `The ${repository} has several configurations: name one of ${names.join(", ")}, as in loadDataset(id, { config: "${names.at(-1)}" }).`,
  );

/** The program that a repository expects to be run, which is called like itself. */
function scriptOf(snapshot: Snapshot): string | undefined {
  const script = `${snapshot.repo.id.split("/").at(-1)}.py`;
  return snapshot.has(script) ? script : undefined;
}

/** The Hub's conversion of the data set. */
async function convertedFiles(
  own: Snapshot,
  config: string | undefined,
  hub: HubOptions,
  notices: string[],
): Promise<Plan> {
  const repository = describeRepo(own.repo);
  const script = scriptOf(own);
  const snapshot = await openConverted(own, config, hub, script);
  const configs = convertedConfigs(snapshot.paths);
  const names = [...configs.keys()];
  if (names.length === 0) throw noFiles(own, config, script);
  const chosen = config ?? (names.length === 1 ? names[0]! : names.find((name) => name === "default"));
  if (chosen === undefined) throw severalConfigs(names, repository);
  const found = configs.get(chosen);
  if (!found) throw noConfig(chosen, names, repository);
  const where = `the Hub's conversion to Parquet (branch ${convertedBranch})`;
  notices.push(
    script
      ? `The ${repository} needs its own script ${script}, which is never executed here: ${where} is read instead.`
      : `The ${repository} has no file of a kind that can be read: ${where} is read instead.`,
  );
  if (hub.revision !== undefined)
    notices.push(`That branch follows main, so the revision ${hub.revision} has no influence on it.`);
  if (found.partial.length > 0)
    notices.push(
      `The Hub has converted only the beginning of ${found.partial.join(", ")} of the ${repository}.`,
    );
  return { snapshot, splits: found.splits };
}

async function openConverted(
  own: Snapshot,
  config: string | undefined,
  hub: HubOptions,
  script: string | undefined,
): Promise<Snapshot> {
  try {
    return await openSnapshot(own.repo, { ...hub, revision: convertedBranch });
  } catch (error) {
    if (error instanceof HubError && error.failure === "revisionNotFound") throw noFiles(own, config, script);
    throw error;
  }
}

function noFiles({ repo }: Snapshot, config: string | undefined, script: string | undefined): SummnbError {
  const repository = describeRepo(repo);
  const branch = `${defaultEndpoint}/datasets/${repo.id}/tree/${encodeURIComponent(convertedBranch)}`;
  if (script)
    return new SummnbError(
      `The ${repository} needs its own script ${script}, which is never executed here, and the Hub has no converted files of it, which would be at ${branch}: look for a copy of the data set with Parquet, CSV or JSON files, or convert it in Python once.`,
    );
  const where = config === undefined ? "" : ` in a folder "${config}" or with a configuration of that name`;
  return new SummnbError(
    `The ${repository} has no Parquet, CSV or JSON files${where}, and the Hub has no converted ones at ${branch}.`,
  );
}
