/** Arrays of objects as tables. */
import { inspect } from "node:util";
import type { MimeBundle } from "../../protocol/index.js";
import { html, htmlTable } from "./html.js";
import { alignColumns, cut } from "./text.js";
import type { Displayable } from "./types.js";

type TableRow = Record<string, unknown>;

export interface TableOptions {
  /** Which columns, in which order; default all keys in the order of their first use. */
  columns?: readonly string[];
  /** What stands above the table. */
  caption?: string;
  /** Rows that are shown; default 100. */
  limit?: number;
}

const defaultLimit = 100;
/** Longer texts are cut, here and in plain text. */
const longestCell = 300;
const longestText = 60;
/** More columns than this are no table to look at. */
const mostColumns = 50;

/** Rows as a table: `display(table(rows, { columns: ["name", "loss"] }))`. */
export function table(rows: Iterable<TableRow>, options: TableOptions = {}): Displayable {
  const all = [...rows];
  return {
    toMimeBundle: (): MimeBundle => ({
      "text/html": tableHtml(all, options),
      "text/plain": tableText(all, options),
    }),
  };
}

/** Whether a value is a list of plain objects that a table shows better than their source text. */
export function isRows(value: unknown): value is TableRow[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 100_000) return false;
  const looked = value.slice(0, defaultLimit);
  return (
    looked.every(isPlainObject) && columnsOf(looked).length > 0 && columnsOf(looked).length <= mostColumns
  );
}

function isPlainObject(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The table of a value of which `isRows` holds. */
export function rowsHtml(rows: readonly TableRow[]): string {
  return tableHtml(rows, {});
}

function tableHtml(rows: readonly TableRow[], options: TableOptions): string {
  const { limit = defaultLimit, caption } = options;
  const shown = rows.slice(0, limit);
  const columns = options.columns ?? columnsOf(shown);
  const made = htmlTable({
    ...(caption === undefined ? {} : { caption }),
    header: [...columns],
    rows: shown.map((row) => columns.map((name) => cut(cellText(row[name]), longestCell))),
    textColumns: textColumns(columns, shown),
  });
  return html`<div>${made}${moreRows(rows.length, limit)}</div>`.toString();
}

function moreRows(count: number, limit: number) {
  return count > limit ? html`<div style="opacity:.7">and ${count - limit} more rows</div>` : null;
}

function tableText(rows: readonly TableRow[], options: TableOptions): string {
  const { limit = defaultLimit, caption } = options;
  const shown = rows.slice(0, limit);
  const columns = options.columns ?? columnsOf(shown);
  const lines = shown.map((row) =>
    columns.map((name) => cut(cellText(row[name]).replaceAll("\n", " "), longestText)),
  );
  const text = alignColumns([[...columns], ...lines], textColumns(columns, shown));
  const more = rows.length > limit ? `\nand ${rows.length - limit} more rows` : "";
  return `${caption === undefined ? "" : `${caption}\n`}${text}${more}`;
}

function columnsOf(rows: readonly TableRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** Positions of the columns that hold anything but figures. */
function textColumns(columns: readonly string[], rows: readonly TableRow[]): number[] {
  return [...columns.keys()].filter((at) => !rows.every((row) => isNumeric(row[columns[at]!])));
}

function isNumeric(value: unknown): boolean {
  return value === null || value === undefined || typeof value === "number" || typeof value === "bigint";
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return inspect(value, {
    depth: 1,
    maxArrayLength: 10,
    maxStringLength: longestCell,
    breakLength: Infinity,
  });
}
