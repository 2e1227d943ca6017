import type { RowStore, StoreWriter } from "../store/index.js";
import { type Batch, type Change, changedRow, changedRows, columnsOf, rowNumbers } from "./changes.js";
import type { Progress } from "./progress.js";
import type { Steps } from "./steps.js";

/** A function of rows or batches, with its context as the last argument. */
export type AnyFunction = (...values: never[]) => unknown;

type Call = (...values: unknown[]) => unknown;

/** Rows of a store in batches of `size`. */
export function* batchesOf(source: RowStore, size: number): Generator<Batch> {
  for (let start = 0; start < source.length; start += size) {
    const end = Math.min(start + size, source.length);
    yield { start, rows: Array.from({ length: end - start }, (_, index) => source.row(start + index)) };
  }
}

/** Calls the function for one row after the other in this thread. */
export function* mapRows(
  source: RowStore,
  change: AnyFunction,
  options: Change & { context: unknown; progress: Progress; writer: StoreWriter },
): Steps<boolean> {
  let isPromised = false;
  for (let index = 0; index < source.length; index++) {
    const row = source.row(index);
    const result = (change as Call)({ ...row }, index, options.context);
    isPromised ||= result instanceof Promise;
    options.writer.add(changedRow(row, result instanceof Promise ? yield result : result, index, options));
    options.progress.add(1);
  }
  options.progress.end();
  return isPromised;
}

/** Calls the function for one batch after the other in this thread. */
export function* mapBatches(
  source: RowStore,
  change: AnyFunction,
  options: Change & { context: unknown; progress: Progress; writer: StoreWriter; batchSize: number },
): Steps<boolean> {
  let isPromised = false;
  for (const batch of batchesOf(source, options.batchSize)) {
    const columns = columnsOf(batch.rows, source.features);
    const result = (change as Call)(columns, rowNumbers(batch), options.context);
    isPromised ||= result instanceof Promise;
    const changed = changedRows(batch, result instanceof Promise ? yield result : result, options);
    for (const row of changed) options.writer.add(row);
    options.progress.add(batch.rows.length);
  }
  options.progress.end();
  return isPromised;
}

/** Numbers of the rows for which the function is true. */
export function* keptRows(
  source: RowStore,
  keep: AnyFunction,
  { context, progress, list }: { context: unknown; progress: Progress; list: IndexList },
): Steps<boolean> {
  let isPromised = false;
  for (let index = 0; index < source.length; index++) {
    const result = (keep as Call)(source.row(index), index, context);
    isPromised ||= result instanceof Promise;
    if (result instanceof Promise ? yield result : result) list.push(index);
    progress.add(1);
  }
  progress.end();
  return isPromised;
}

/** Takes numbers of rows. */
export interface IndexList {
  push(index: number): void;
}
