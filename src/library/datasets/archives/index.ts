import { readdir } from "node:fs/promises";
import path from "node:path";
import { SummnbError } from "../../errors.js";
import { dataExtensions } from "../readers/formats.js";
import { unpackSevenZip } from "./sevenZip.js";
import { unpackOnce } from "./unpackOnce.js";
import { unzip } from "./zip.js";

type Unpack = (archive: string, target: string) => Promise<void>;

const unpackers: Record<string, Unpack> = { ".zip": unzip, ".7z": unpackSevenZip };

/** The extensions of archives, for messages. */
export const archiveExtensions = Object.keys(unpackers).join(" or ");

export function isArchive(file: string): boolean {
  return unpackerOf(file) !== undefined;
}

/**
 * Unpacks the data files of an archive to the cache, once, and gives that folder.
 * @throws SummnbError for an archive without data files, a damaged one and one that could do harm
 */
export async function openArchive(archive: string): Promise<string> {
  const unpack = unpackerOf(archive)!;
  return unpackOnce(archive, async (target) => {
    await unpack(archive, target);
    if ((await readdir(target)).length === 0)
      throw new SummnbError(
        `The archive ${archive} holds no data file: it needs files of ${dataExtensions}.`,
      );
  });
}

function unpackerOf(file: string): Unpack | undefined {
  return unpackers[path.extname(file).toLowerCase()];
}
