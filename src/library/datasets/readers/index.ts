import { SummnbError } from "../../errors.js";
import { delimitedReader } from "./csv.js";
import { type DataFormat, dataExtension, dataExtensions } from "./formats.js";
import { readJson, readJsonLines } from "./json.js";
import type { Reader } from "./reader.js";

export { dataExtension, dataExtensions } from "./formats.js";
export type { Reader } from "./reader.js";

/** Its decoders are large, and loaded for the first Parquet file. */
const readParquet: Reader = async function* read(file) {
  const parquet = await import("./parquet.js");
  yield* parquet.readParquet(file);
};

const readers: Record<DataFormat, Reader> = {
  ".jsonl": readJsonLines,
  ".ndjson": readJsonLines,
  ".json": readJson,
  ".csv": delimitedReader(","),
  ".tsv": delimitedReader("\t"),
  ".parquet": readParquet,
};

export function readerOf(file: string): Reader {
  const extension = dataExtension(file);
  if (extension) return readers[extension];
  throw new SummnbError(`${file} is of no kind that can be read: give a file of ${dataExtensions}.`);
}
