import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { SummnbError } from "../errors.js";
import { dataExtension, dataExtensions } from "./readers/index.js";

/** Split name to its files, which are read in this order. */
export type SplitFiles = Record<string, string[]>;

/** Words in a file's name that tell its split, in the order in which splits are listed. */
const splitWords: Record<string, readonly string[]> = {
  train: ["train", "training"],
  validation: ["validation", "valid", "val", "dev"],
  test: ["test", "testing"],
};

/** The data files of a path: a file is the split `train`, a folder is searched for files named after splits. */
export async function locateFiles(source: string): Promise<SplitFiles> {
  if (!existsSync(source)) throw missing(source);
  if (!statSync(source).isDirectory()) return { train: [source] };
  const direct = await dataFiles(source);
  const nested = path.join(source, "data");
  const files = direct.length === 0 && existsSync(nested) ? await dataFiles(nested) : direct;
  if (files.length === 0)
    throw new SummnbError(`The folder ${source} holds no data file: it needs files of ${dataExtensions}.`);
  const splits = groupBySplit(source, files);
  if (Object.keys(splits).length > 0) return splits;
  if (files.length === 1) return { train: files };
  throw new SummnbError(
    `None of the files in ${source} is named after a split: name them train, validation and test, or give the files by split.`,
  );
}

/** A path that is not there; what looks like a Hub id gets told so. */
export function missing(source: string): SummnbError {
  const localLooking = dataExtension(source) !== undefined || /^[./~\\]|^[A-Za-z]:|\\|\/.*\//.test(source);
  const place = path.isAbsolute(source) ? "" : ` in ${process.cwd()}`;
  return new SummnbError(
    localLooking
      ? `There is no file or folder ${source}${place}: check the path.`
      : `There is no local file or folder "${source}", and this version can't load data sets from the Hub yet: download it and give its local path.`,
  );
}

async function dataFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith(".") && dataExtension(entry.name))
    .map((entry) => path.join(folder, entry.name))
    .sort();
}

function groupBySplit(folder: string, files: readonly string[]): SplitFiles {
  const splits: SplitFiles = {};
  for (const [split, words] of Object.entries(splitWords)) {
    const own = files.filter((file) => splitOf(path.basename(file)) === split);
    const kinds = new Set(own.map(dataExtension));
    if (kinds.size > 1)
      throw new SummnbError(
        `The folder ${folder} holds the split ${split} in several formats (${own.map((file) => path.basename(file)).join(", ")}): give the files to use, as { ${words[0]}: "…" }.`,
      );
    if (own.length > 0) splits[split] = own;
  }
  return splits;
}

/** The split whose word stands first in a name, set off by anything but letters. */
function splitOf(name: string): string | undefined {
  const words = name.toLowerCase().split(/[^a-z]+/);
  for (const word of words) {
    const found = Object.keys(splitWords).find((split) => splitWords[split]!.includes(word));
    if (found) return found;
  }
  return undefined;
}
