/** Room on the cache's disk, and what a full or closed disk means for a download. */
import { statfs } from "node:fs/promises";
import { SummnbError } from "../errors.js";

/** @throws SummnbError when a file's bytes do not fit, before hours are spent on it */
export async function requireSpace(folder: string, file: string, bytes: number): Promise<void> {
  const space = await statfs(folder).catch(() => undefined);
  if (space && space.bavail * space.bsize < bytes) throw noSpace(folder, file, bytes);
}

function noSpace(folder: string, file: string, bytes: number): SummnbError {
  return new SummnbError(
    `There is no room for ${file} in ${folder}: it needs ${(bytes / 1e6).toFixed(1)} MB more. Make room, or let HF_HOME name a folder on another disk; what has arrived is kept.`,
  );
}

/** The error of writing a file of `bytes` into the cache, as a sentence where the disk is to blame. */
export function explainDisk(error: unknown, folder: string, file: string, bytes: number): unknown {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (["ENOSPC", "EDQUOT"].includes(code)) return noSpace(folder, file, bytes);
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR"].includes(code))
    return new SummnbError(
      `The cache folder ${folder} can't be written to (${code}), so ${file} was not downloaded: let HF_HOME name a folder of your own.`,
    );
  return error;
}
