import {
  appendFileSync,
  closeSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { redact } from "../protocol/secrets.js";

/**
 * Replaces a file so that a reader, or a crash, sees the old or the new content and never a part. Access tokens are
 * left out of it.
 */
export function writeAtomically(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, "w");
  try {
    writeSync(descriptor, redact(text));
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

/** Adds one JSON line, in one write, without access tokens. A torn line that a crash left stays a line of its own. */
export function appendJsonLine(file: string, value: unknown): void {
  appendFileSync(file, `${endsTorn(file) ? "\n" : ""}${redact(JSON.stringify(value))}\n`);
}

/** Whether the file's last line has no line end: its writer died while writing it. */
function endsTorn(file: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return false;
  const descriptor = openSync(file, "r");
  try {
    const last = Buffer.alloc(1);
    readSync(descriptor, last, 0, 1, size - 1);
    return last[0] !== 0x0a;
  } finally {
    closeSync(descriptor);
  }
}

/** All whole lines as values; lines that a crash tore are left out. */
export function parseJsonLines<T>(text: string): T[] {
  const values: T[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    try {
      values.push(JSON.parse(line) as T);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return values;
}
