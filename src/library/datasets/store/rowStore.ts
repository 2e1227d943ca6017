import type { Row } from "../row.js";

/** Rows by position; synchronous, because Dataset is. */
export interface RowStore {
  readonly length: number;
  /** Names of the columns, in their order. */
  readonly features: readonly string[];
  /** SHA-256 of columns and rows in their order, in hexadecimal digits. */
  readonly fingerprint: string;
  /** A new object with every column; what the row lacks is null. */
  row(index: number): Row;
}
