import type { Row } from "../row.js";

/** Most rows of a batch. */
export const batchRows = 1000;

/**
 * Reads the rows of a file in its order, a batch at a time, so that a file of any size takes little memory.
 * A row may lack columns. Throws a SummnbError that names the file and, for text, the line counted from 1.
 */
export type Reader = (file: string) => AsyncIterable<Row[]>;

/** Takes a text in pieces, cut anywhere, and gives each row as soon as it is whole. */
export interface RowParser {
  push(text: string): Iterable<Row>;
  /** The text ends here: gives what is left, or throws. */
  end(): Iterable<Row>;
}
