import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Where a notebook's file is, or would be: its long outputs go beside it, in a hidden folder of its name. */
export interface NotebookPlace {
  folder: string;
  /** Without the ending. */
  name: string;
}

/** The place of a notebook's file. */
export function placeOf(file: string): NotebookPlace {
  const { dir, name } = path.parse(path.resolve(file));
  return { folder: dir, name };
}

/** What one cell may put on disk, in bytes: an endless loop must not fill the disk. */
const limit = 1024 ** 3;

/** The files of one cell's newest run; made when something is first written. */
export class OutputFiles {
  private readonly folder: string;
  private written = 0;
  private failure: string | undefined;

  constructor(
    private readonly place: NotebookPlace,
    cellId: string,
  ) {
    const cell = cellId.replace(/[^\w-]/g, "_") || "cell";
    this.folder = path.join(place.folder, ".summnb", "outputs", place.name, cell);
  }

  /** Forgets what an earlier run of the cell wrote. */
  clear(): void {
    try {
      rmSync(this.folder, { recursive: true, force: true });
    } catch {
      // What can't be removed is written over, or a write says why not.
    }
  }

  /** Why nothing more is written; undefined as long as all is well. */
  get trouble(): string | undefined {
    return this.failure;
  }

  append(name: string, text: string): void {
    this.attempt(text.length, (file) => appendFileSync(file, text), name);
  }

  write(name: string, data: string | Uint8Array): void {
    this.attempt(data.length, (file) => writeFileSync(file, data), name);
  }

  /** A file's path from the notebook's folder, for a link. */
  link(name: string): string {
    const relative = path.relative(this.place.folder, path.join(this.folder, name));
    return relative.split(path.sep).map(encodeURIComponent).join("/");
  }

  private attempt(size: number, action: (file: string) => void, name: string): void {
    if (this.failure !== undefined) return;
    this.written += size;
    if (this.written > limit) {
      this.failure = "the file holds 1 GiB, and what came later is lost";
      return;
    }
    try {
      mkdirSync(this.folder, { recursive: true });
      this.ignoreInGit();
      action(path.join(this.folder, name));
    } catch (error) {
      this.failure = `the rest can't be kept (${(error as Error).message})`;
    }
  }

  /** These files are the machine's, and no part of anybody's project. */
  private ignoreInGit(): void {
    try {
      writeFileSync(path.join(this.place.folder, ".summnb/.gitignore"), "*\n", { flag: "wx" });
    } catch {
      // It is there already.
    }
  }
}
