import path from "node:path";
import { SummnbError } from "../errors.js";
import { dataExtension } from "./readers/index.js";

/** Split name to its files, which are read in this order. */
export type SplitFiles = Record<string, string[]>;

/** Words in a file's name that tell its split, in the order in which splits are listed. */
const splitWords: Record<string, readonly string[]> = {
  train: ["train", "training"],
  validation: ["validation", "valid", "val", "dev"],
  test: ["test", "testing"],
};

/** Files of `folder` whose names tell their split; `name` stands for the folder in messages. */
export function groupBySplit(name: string, folder: string, files: readonly string[]): SplitFiles {
  const splits: SplitFiles = {};
  for (const [split, words] of Object.entries(splitWords)) {
    const own = files.filter((file) => splitOf(path.relative(folder, file)) === split);
    const kinds = new Set(own.map(dataExtension));
    if (kinds.size > 1)
      throw new SummnbError(
        `The folder ${name} holds the split ${split} in several formats (${own.map((file) => path.basename(file)).join(", ")}): give the files to use, as { ${words[0]}: "…" }.`,
      );
    if (own.length > 0) splits[split] = own;
  }
  return splits;
}

/** The split whose word stands first in a file's name, set off by anything but letters; else in its folder's. */
export function splitOf(relative: string): string | undefined {
  for (const part of relative.split(path.sep).reverse())
    for (const word of part.toLowerCase().split(/[^a-z]+/)) {
      const found = Object.keys(splitWords).find((split) => splitWords[split]!.includes(word));
      if (found) return found;
    }
  return undefined;
}
