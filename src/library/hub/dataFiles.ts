/**
 * Which files of a repository are which split, by Hugging Face's rules where a card says nothing (`datasets`,
 * data_files.py): shards named after splits, else folders named so, else files named so, else everything is train.
 */
import { SummnbError } from "../errors.js";
import { globPattern, isGlob } from "./glob.js";

/** Split name to its files, in the order in which they are read. */
export type FilesBySplit = Record<string, string[]>;

/** Kinds of data files; a repository that has several is read by the one that it has most of. */
const kinds: readonly (readonly [kind: string, ending: RegExp])[] = [
  ["parquet", /\.parquet$/],
  ["csv", /\.[ct]sv(\.\w+)?$/],
  ["json", /\.(jsonl?|ndjson)(\.\w+)?$/],
  ["archive", /\.(zip|7z)$/],
];

const kindOf = (name: string): string | undefined =>
  kinds.find(([, ending]) => ending.test(name.toLowerCase()))?.[0];

/** Files with such endings that are no data. */
const notData = [
  "config.json",
  "dataset_info.json",
  "dataset_infos.json",
  "dummy_data.zip",
  "dataset_dict.json",
];

/** Words for splits, and what may stand around them. */
const keywords: Readonly<Record<string, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["validation", "valid", "dev", "val"],
  test: ["test", "testing", "eval", "evaluation"],
};
const around = "[-._ 0-9]";

/** Whether a pattern means this path although it is hidden, or kept for programs by two underscores. */
function isHidden(name: string, pattern: string): boolean {
  const count = (text: string, mark: RegExp) => text.split("/").filter((part) => mark.test(part)).length;
  const folder = (text: string) => text.split("/").slice(0, -1).join("/");
  return (
    count(name, /^\.[^./]/) !== count(pattern, /^\.[^./]/) ||
    count(folder(name), /^__/) !== count(folder(pattern), /^__/)
  );
}

/** Paths of data files that match a pattern, sorted. */
function matching(paths: readonly string[], pattern: string): string[] {
  const expression = globPattern(pattern);
  const base = (name: string) => name.split("/").at(-1)!;
  return paths
    .filter(
      (name) =>
        expression.test(name) &&
        kindOf(name) !== undefined &&
        (!notData.includes(base(name)) || base(pattern) === base(name)) &&
        !isHidden(name, pattern),
    )
    .sort();
}

const matchingAny = (paths: readonly string[], patterns: readonly string[]): string[] => [
  ...new Set(patterns.flatMap((pattern) => matching(paths, pattern))),
];

/**
 * The files of patterns by split.
 * @throws SummnbError for a pattern that names nothing
 */
export function filesOfPatterns(
  paths: readonly string[],
  folder: string,
  patterns: Readonly<Record<string, readonly string[]>>,
  repository: string,
): FilesBySplit {
  const splits = Object.entries(patterns).map(([split, list]) => {
    const full = list.map((pattern) => below(folder, pattern.replace(/^\.\//, "")));
    const lacking = full.find((pattern) => !isGlob(pattern) && !paths.includes(pattern));
    const files = matchingAny(paths, full);
    if (lacking !== undefined || files.length === 0)
      throw new SummnbError(
        `The card of ${repository} gives the split ${split} as ${lacking ?? full.join(", ")}, but there is no such file of a kind that can be read.`,
      );
    return [split, files] as const;
  });
  return Object.fromEntries(splits);
}

const below = (folder: string, name: string) => (folder === "" ? name : `${folder}/${name}`);

/** The files by split of a folder ("" is the repository's) whose card says nothing; undefined where there are none. */
export function filesByName(paths: readonly string[], folder: string): FilesBySplit | undefined {
  const prefix = folder === "" ? "" : `${folder}/`;
  const inside = paths.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const found =
    sharded(inside) ?? byKeyword(inside, folderPatterns) ?? byKeyword(inside, filePatterns) ?? all(inside);
  return found && withFolder(ofOneKind(found), prefix);
}

const shard = /^data\/(\w+(?:\.\w+)*)-\d{5}-of-\d{5}[^/]*\.[^/]*$/;

function sharded(paths: readonly string[]): FilesBySplit | undefined {
  const splits: FilesBySplit = {};
  for (const name of matching(paths, "data/*")) {
    const split = shard.exec(name)?.[1];
    if (split !== undefined) splits[split] = [...(splits[split] ?? []), name];
  }
  const names = Object.keys(splits);
  if (names.length === 0) return undefined;
  const usual = Object.keys(keywords);
  const order = [
    ...usual.filter((split) => names.includes(split)),
    ...names.filter((name) => !usual.includes(name)).sort(),
  ];
  return Object.fromEntries(order.map((split) => [split, splits[split]!]));
}

const folderPatterns = (word: string) => [
  `**/${word}/**`,
  `**/${word}${around}*/**`,
  `**/*${around}${word}/**`,
  `**/*${around}${word}${around}*/**`,
];
const filePatterns = (word: string) => [`**/${word}${around}*`, `**/*${around}${word}${around}*`];

function byKeyword(
  paths: readonly string[],
  patternsOf: (word: string) => string[],
): FilesBySplit | undefined {
  const splits = Object.entries(keywords).flatMap(([split, words]) => {
    const files = matchingAny(paths, words.flatMap(patternsOf));
    return files.length > 0 ? [[split, files] as const] : [];
  });
  return splits.length > 0 ? Object.fromEntries(splits) : undefined;
}

function all(paths: readonly string[]): FilesBySplit | undefined {
  const files = matching(paths, "**");
  return files.length > 0 ? { train: files } : undefined;
}

/** Only the files of the kind that there is most of; of as many, the one listed first. */
function ofOneKind(splits: FilesBySplit): FilesBySplit {
  const files = Object.values(splits).flat();
  const counts = kinds.map(([kind]) => [kind, files.filter((name) => kindOf(name) === kind).length] as const);
  const [chosen] = counts.reduce((best, next) => (next[1] > best[1] ? next : best));
  return Object.fromEntries(
    Object.entries(splits)
      .map(([split, list]) => [split, list.filter((name) => kindOf(name) === chosen)] as const)
      .filter(([, list]) => list.length > 0),
  );
}

const withFolder = (splits: FilesBySplit, prefix: string): FilesBySplit =>
  Object.fromEntries(
    Object.entries(splits).map(([split, list]) => [split, list.map((name) => prefix + name)]),
  );
