import { readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "../../cacheFolder.js";
import { fingerprintOf } from "../fingerprint.js";

/** Changes when the files of a store do, so that older ones are not opened. */
const format = 1;

/** End of the names of folders that are being written. */
export const unfinished = ".part";

const day = 24 * 3600 * 1000;

/** Where all stores of data sets are. */
export const storesFolder = (): string => cacheFolder("datasets");

/** The folder of the store with this key. */
export function storeFolder(key: string): string {
  return path.join(storesFolder(), fingerprintOf([format, key]).slice(0, 32));
}

/** Removes what killed processes left half-written more than a day ago. */
export function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent).filter((entry) => entry.endsWith(unfinished))) {
    const folder = path.join(parent, name);
    const { mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > day) rmSync(folder, { recursive: true, force: true });
  }
}
