import type { Program } from "../python/ast.js";

/** A code cell of the Python notebook. */
export interface ParsedCell {
  /** Number in the notebook, counted from 1 over cells of all kinds. */
  number: number;
  /** Its Python; undefined for a cell that is none. */
  program?: Program;
}
