/** The last lines of a JSON-lines file, for figures that are shown before anyone asks for the whole file. */
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { parseJsonLines } from "../../runs/index.js";

/** Enough for some tens of log lines, and for one with every metric and interval. */
const bytes = 8192;

/** Whole lines at the end of the file; none when there is no such file. */
export function lastLines<T>(file: string): T[] {
  if (!statSync(file, { throwIfNoEntry: false })) return [];
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const start = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - start);
    const text = buffer.toString("utf8", 0, readSync(descriptor, buffer, 0, buffer.length, start));
    // The first line is whole only where the file begins.
    return parseJsonLines<T>(start === 0 ? text : text.slice(text.indexOf("\n") + 1));
  } finally {
    closeSync(descriptor);
  }
}
