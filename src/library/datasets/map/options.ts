import type { Row } from "../row.js";

/** Rows as columns: an array of values for each name. */
export type Columns<R extends Row = Row> = { [K in keyof R]: R[K][] };

/** What a function of columns may return. */
export type ResultColumns = Record<string, readonly unknown[] | NodeJS.TypedArray>;

/** A row of columns. */
export type RowOf<C> = { [K in keyof C]: C[K] extends ArrayLike<infer V> ? V : never };

/** What `map` and `filter` have in common. */
export interface WorkOptions<C = unknown> {
  /** Given to the function as its last argument; for worker threads it is copied to them. */
  context?: C;
  /**
   * Number of worker threads. The function is sent to them as text, so that it may use nothing outside of
   * itself but its arguments, Node's globals and `await import("…")`. Its result is kept in the cache.
   */
  numProc?: number;
  /**
   * Names the function and all that its result depends on besides the rows, such as "lower-case 2": the result
   * is kept in the cache and found there again by later processes. Worker threads need none.
   */
  cacheKey?: string;
  /** What the progress bar says; default "Map" or "Filter". */
  desc?: string;
}

export interface MapOptions<C = unknown> extends WorkOptions<C> {
  /** Columns that the result lacks, such as texts once they are tokenized. */
  removeColumns?: string | readonly string[];
  /** The function is given columns as arrays, and returns such; the number of rows may change. */
  batched?: boolean;
  /** Rows a batch, 1000 by default. */
  batchSize?: number;
}

export type FilterOptions<C = unknown> = WorkOptions<C>;
