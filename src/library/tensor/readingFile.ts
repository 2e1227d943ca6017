import { closeSync, openSync } from "node:fs";
import { SummnbError } from "../errors.js";

/**
 * Opens a file for `read` alone; its descriptor is closed afterwards.
 * @throws SummnbError when the file cannot be opened
 */
export function readingFile<T>(file: string, read: (descriptor: number) => T): T {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    throw new SummnbError(`${file} could not be opened (${(error as NodeJS.ErrnoException).code}).`);
  }
  try {
    return read(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
