import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { throwIfInterrupted } from "../../interrupt.js";
import { jsonText, type Row } from "../row.js";
import type { RowStore } from "../store/index.js";

const rowsAtOnce = 1000;

/** A JSON object a line. */
export function writeJsonLines(rows: RowStore, file: string): Promise<void> {
  return writeTexts(file, linesOf(rows, "", jsonText));
}

/** Comma-separated values: a header, then a record a row. */
export function writeCsv(rows: RowStore, file: string): Promise<void> {
  const { features } = rows;
  const record = (row: Row) => csvRecord(features.map((name) => row[name]));
  return writeTexts(file, linesOf(rows, `${csvRecord(features)}\n`, record));
}

/** RFC 4180. A record of one empty field is quoted, because readers pass over an empty line. */
function csvRecord(values: readonly unknown[]): string {
  const record = values.map(csvField).join(",");
  return record === "" ? '""' : record;
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text =
    typeof value === "string" ? value : value instanceof Date ? value.toISOString() : jsonText(value);
  // A bigint is written as JSON's text of its digits, which needs no quotes here.
  const field = typeof value === "bigint" ? String(value) : text;
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** Lines of rows in pieces, after a text at the beginning. */
function* linesOf(rows: RowStore, first: string, line: (row: Row) => string): Generator<string> {
  if (first !== "") yield first;
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    throwIfInterrupted();
    const count = Math.min(rowsAtOnce, rows.length - start);
    yield Array.from({ length: count }, (_, index) => `${line(rows.row(start + index))}\n`).join("");
  }
}

async function writeTexts(file: string, texts: Iterable<string>): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  const handle = await open(file, "w");
  try {
    for (const text of texts) await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
