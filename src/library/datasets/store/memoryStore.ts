import { fingerprintRows } from "../fingerprint.js";
import type { Row } from "../row.js";
import type { RowStore } from "./rowStore.js";

/** Rows that stay in memory. */
export class MemoryStore implements RowStore {
  private readonly rows: readonly Row[];
  private hash: string | undefined;

  /** Copies the rows, each with all the columns. */
  constructor(
    rows: readonly Row[],
    readonly features: readonly string[],
  ) {
    this.rows = rows.map((row) => Object.fromEntries(features.map((name) => [name, row[name] ?? null])));
  }

  get length(): number {
    return this.rows.length;
  }

  get fingerprint(): string {
    this.hash ??= fingerprintRows(this.features, this.rows);
    return this.hash;
  }

  row(index: number): Row {
    return { ...this.rows[index]! };
  }
}
