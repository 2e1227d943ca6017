import type { Batch } from "../changes.js";

/** How the function is called: for each row, for columns of many, or to choose rows. */
export type CallKind = "rows" | "batches" | "filter";

/** What a worker thread starts with. */
export interface WorkerStart {
  /** An expression whose value is the function. */
  source: string;
  kind: CallKind;
  context: unknown;
  /** Columns of the rows. */
  features: readonly string[];
  /** The process's interrupt flag. */
  flag: Int32Array;
}

/** Rows of batch `id`, to be worked on. */
export interface Call extends Batch {
  id: number;
}

/** For batch `id`: an array of results for rows and filter, columns for batches; or an error. */
export type Answer = { id: number; result: unknown } | { id: number; error: unknown; row?: number };
