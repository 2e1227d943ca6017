import type { Row } from "../row.js";

/** Rows of a file and the names of its columns; a row may lack columns. */
export interface Table {
  /** In the file's order. */
  features: string[];
  rows: Row[];
}

/** Reads a whole file; throws a SummnbError that names the file and, for text, the line counted from 1. */
export type Reader = (file: string) => Promise<Table>;

/** All names of columns in the order in which they first appear. */
export class FeatureNames {
  private readonly seen = new Set<string>();

  add(row: Row): void {
    for (const name in row) this.seen.add(name);
  }

  get list(): string[] {
    return [...this.seen];
  }
}
