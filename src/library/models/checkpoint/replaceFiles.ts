import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../errors.js";

/**
 * Files of a folder that change together. Each is written beside its place; only when all are whole do they
 * take their names, in the order in which they were written. A failure before that leaves the folder as it was.
 */
export class FileReplacement {
  readonly #names: string[] = [];

  constructor(private readonly folder: string) {}

  #temporary(name: string): string {
    return path.join(this.folder, `${name}.${process.pid}.tmp`);
  }

  /** Adds a file; `write` gets the path to write to. */
  add(name: string, write: (file: string) => void): void {
    this.#names.push(name);
    write(this.#temporary(name));
  }

  addText(name: string, text: string): void {
    this.add(name, (file) => {
      const descriptor = openSync(file, "w");
      try {
        writeSync(descriptor, text);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    });
  }

  /** Gives all files their names. */
  commit(): void {
    for (const name of this.#names) renameSync(this.#temporary(name), path.join(this.folder, name));
  }

  /** Removes what was not committed. */
  dispose(): void {
    for (const name of this.#names) rmSync(this.#temporary(name), { force: true });
  }
}

/**
 * Calls `write` and commits what it has added.
 * @throws SummnbError that names the folder when the system refuses to write
 */
export function replaceFiles(folder: string, write: (files: FileReplacement) => void): void {
  const files = new FileReplacement(folder);
  try {
    write(files);
    files.commit();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof SummnbError) throw error;
    throw new SummnbError(
      `${folder} could not be written (${code}); free some space or choose another folder.`,
    );
  } finally {
    files.dispose();
  }
}
