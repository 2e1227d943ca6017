import { SummnbError } from "../../errors.js";
import { delimitedReader } from "./csv.js";
import { readJson, readJsonLines } from "./json.js";
import { readParquet } from "./parquet.js";
import type { Reader } from "./reader.js";

const readers: Record<string, Reader> = {
  ".jsonl": readJsonLines,
  ".ndjson": readJsonLines,
  ".json": readJson,
  ".csv": delimitedReader(","),
  ".tsv": delimitedReader("\t"),
  ".parquet": readParquet,
};

/** The extensions that can be read, for messages. */
export const dataExtensions = `${Object.keys(readers).join(", ")} (each also with .gz)`;

/** The extension of a data file without .gz, or undefined for any other file. */
export function dataExtension(file: string): string | undefined {
  const name = file.toLowerCase().replace(/\.gz$/, "");
  return Object.keys(readers).find((extension) => name.endsWith(extension));
}

export function readerOf(file: string): Reader {
  const extension = dataExtension(file);
  if (extension) return readers[extension]!;
  throw new SummnbError(`${file} is of no kind that can be read: give a file of ${dataExtensions}.`);
}
