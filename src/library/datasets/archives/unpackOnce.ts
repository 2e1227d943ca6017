import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "../../cacheFolder.js";
import { SummnbError } from "../../errors.js";
import { removeLeftovers, unfinished } from "../store/folders.js";

/**
 * The folder of the cache with what `unpack` makes of a file. It is made once: its name tells the file's path,
 * size and time of change. It appears when it is whole; what fails leaves nothing.
 */
export async function unpackOnce(file: string, unpack: (folder: string) => Promise<void>): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  const key = JSON.stringify([path.resolve(file), size, mtimeMs]);
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const folder = path.join(cacheFolder("datasets"), "unpacked", `${path.basename(file)}-${digest}`);
  if (existsSync(folder)) return folder;
  const temporary = `${folder}.${randomUUID()}${unfinished}`;
  try {
    await mkdir(temporary, { recursive: true });
    removeLeftovers(path.dirname(folder));
    await unpack(temporary);
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was faster.
    if (existsSync(folder)) return folder;
    throw error instanceof SummnbError ? error : notUnpacked(file, folder, error as Error);
  }
  return folder;
}

function notUnpacked(file: string, folder: string, error: Error): SummnbError {
  return new SummnbError(
    `${file} could not be unpacked to ${path.dirname(folder)} (${error.message}): make room there, or name another folder in the environment variable SUMMNB_CACHE.`,
    { cause: error },
  );
}
