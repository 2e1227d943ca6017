import { SummnbError } from "../../errors.js";
import { isRow, jsonText, type Row } from "../row.js";
import type { Columns } from "./options.js";

/** Consecutive rows, the first of which has number `start`. */
export interface Batch {
  start: number;
  rows: readonly Row[];
}

/** What a function's results are put together with. */
export interface Change {
  /** The data set, for messages. */
  label: string;
  /** Columns that stay as they are where the function does not give them. */
  kept: readonly string[];
}

export function columnsOf(rows: readonly Row[], names: readonly string[]): Columns {
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
}

export const rowNumbers = ({ start, rows }: Batch): number[] => rows.map((_, index) => start + index);

/** The row that results when `map`'s function returned `result` for row `index`. */
export function changedRow(row: Row, result: unknown, index: number, { kept, label }: Change): Row {
  if (!isRow(result))
    throw new SummnbError(
      `The function given to map returned ${jsonText(result ?? null)} for row ${index} of ${label}: return an object of columns.`,
    );
  return { ...pick(row, kept), ...result };
}

/** The rows that result when `map`'s function returned columns for a batch. */
export function changedRows(batch: Batch, result: unknown, { kept, label }: Change): Row[] {
  const where = `rows ${batch.start} to ${batch.start + batch.rows.length - 1} of ${label}`;
  if (!isRow(result) || !Object.values(result).every(isList))
    throw new SummnbError(
      `The function given to map returned no columns for ${where}: return an object with an array of values for each column.`,
    );
  const given = result as Record<string, ArrayLike<unknown>>;
  const columns: Record<string, ArrayLike<unknown>> = {
    ...columnsOf(batch.rows, kept),
    ...given,
  };
  const names = Object.keys(columns);
  const length = Object.values(given)[0]?.length ?? batch.rows.length;
  const odd = names.find((name) => columns[name]!.length !== length);
  if (odd !== undefined)
    throw new SummnbError(
      `The function given to map made columns of ${length} and of ${columns[odd]!.length} values ("${odd}") for ${where}: give all the same length, and remove the old columns with removeColumns where the number of rows changes.`,
    );
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(names.map((name) => [name, columns[name]![index]])),
  );
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}
