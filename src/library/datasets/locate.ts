import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { SummnbError } from "../errors.js";
import { archiveExtensions, isArchive, openArchive } from "./archives/index.js";
import { dataExtension, dataExtensions } from "./readers/index.js";
import { groupBySplit, type SplitFiles, splitOf } from "./splitNames.js";

/**
 * The data files of a path by split: a file is the split `train`, a folder or an archive is searched for files
 * named after splits.
 */
export async function locateFiles(source: string): Promise<SplitFiles> {
  if (!existsSync(source)) throw missing(source);
  if (isArchive(source)) return filesBySplit(source, await openArchive(source));
  return statSync(source).isDirectory() ? filesBySplit(source, source) : { train: [source] };
}

/** The data files of a path that is one split: an archive stands for those in it that are named so, or for all. */
export async function filesOfSplit(source: string, split: string): Promise<string[]> {
  if (!existsSync(source)) throw missing(source);
  if (!isArchive(source)) return [source];
  const folder = await openArchive(source);
  const files = await dataFiles(folder, true);
  const named = files.filter((file) => splitOf(path.relative(folder, file)) === split);
  return named.length > 0 ? named : files;
}

/** A path that is not there. */
export function missing(source: string): SummnbError {
  const place = path.isAbsolute(source) ? "" : ` in ${process.cwd()}`;
  return new SummnbError(`There is no file or folder ${source}${place}: check the path.`);
}

/** Whether a source that is no file can only have been meant as one. */
export function looksLocal(source: string): boolean {
  return (
    dataExtension(source) !== undefined ||
    isArchive(source) ||
    /^[./~\\]|^[A-Za-z]:|\\|\/.*\//.test(source) ||
    source === ""
  );
}

/** `name` is what the user gave, for messages. */
async function filesBySplit(name: string, folder: string): Promise<SplitFiles> {
  const files = await nearestFiles(folder);
  if (files.length === 0) {
    const archives = await archivesOf(folder);
    if (archives.length === 1) return locateFiles(archives[0]!);
    if (archives.length > 1) return archivesBySplit(name, archives);
    throw new SummnbError(
      `The folder ${name} holds no data file: it needs files of ${dataExtensions}, or an archive (${archiveExtensions}) of them.`,
    );
  }
  const splits = groupBySplit(name, folder, files);
  if (Object.keys(splits).length > 0) return splits;
  if (files.length === 1) return { train: files };
  throw noSplits(name);
}

async function archivesBySplit(name: string, archives: readonly string[]): Promise<SplitFiles> {
  const splits = groupBySplit(name, path.dirname(archives[0]!), archives);
  if (Object.keys(splits).length === 0) throw noSplits(name);
  for (const [split, list] of Object.entries(splits))
    splits[split] = (await Promise.all(list.map((archive) => filesOfSplit(archive, split)))).flat();
  return splits;
}

const noSplits = (name: string) =>
  new SummnbError(
    `None of the files in ${name} is named after a split: name them train, validation and test, or give the files by split.`,
  );

/** Data files of the folder itself, else of its folder `data`, else of all folders in it. */
async function nearestFiles(folder: string): Promise<string[]> {
  const direct = await dataFiles(folder);
  if (direct.length > 0) return direct;
  const nested = path.join(folder, "data");
  const inData = existsSync(nested) ? await dataFiles(nested) : [];
  return inData.length > 0 ? inData : dataFiles(folder, true);
}

async function dataFiles(folder: string, recursive = false): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive });
  return entries
    .filter((entry) => !entry.isDirectory() && dataExtension(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !path
          .relative(folder, file)
          .split(path.sep)
          .some((part) => part.startsWith(".")),
    )
    .sort();
}

async function archivesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith(".") && isArchive(entry.name))
    .map((entry) => path.join(folder, entry.name))
    .sort();
}
