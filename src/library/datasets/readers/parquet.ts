import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { AsyncBuffer } from "hyparquet";
import { SummnbError } from "../../errors.js";
import type { Row } from "../row.js";
import type { Table } from "./reader.js";

/** Parquet with any of its compressions. 64-bit integers become numbers where a number holds them exactly. */
export async function readParquet(file: string): Promise<Table> {
  const [parquet, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  try {
    const buffer: AsyncBuffer = file.endsWith(".gz")
      ? toArrayBuffer(await promisify(gunzip)(await readFile(file)))
      : await parquet.asyncBufferFromFile(file);
    const metadata = await parquet.parquetMetadataAsync(buffer);
    const features = parquet.parquetSchema(metadata).children.map(({ element }) => element.name);
    const rows = await parquet.parquetReadObjects({ file: buffer, metadata, compressors });
    for (const row of rows) for (const name of features) row[name] = plain(row[name]);
    return { features, rows: rows as Row[] };
  } catch (error) {
    throw new SummnbError(
      `${file} could not be read as Parquet (${(error as Error).message}): replace it with a fresh copy.`,
      { cause: error },
    );
  }
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** A value without 64-bit integers, as far as they fit, in lists and structures, too. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint")
    return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (value?.constructor !== Object) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
