import { parquetReadObjects, parquetSchema, type RowGroup, type SchemaTree } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { unpackedFile } from "../archives/unpackedFile.js";
import type { Row } from "../row.js";
import { compressionOf } from "./bytes.js";
import { ParquetFile, unreadable } from "./parquetFile.js";
import { pagesOf } from "./parquetPages.js";
import { batchRows, type Reader } from "./reader.js";

/** Bytes of unpacked data that are turned into rows at once. */
const rangeBytes = 8_000_000;

/**
 * Parquet with any of its compressions. 64-bit integers become numbers where a number holds them exactly.
 * Large row groups (pandas writes a million rows into one) are read a few pages at a time.
 */
export const readParquet: Reader = async function* read(file) {
  // Parquet is read from its end, so a packed file is unpacked first.
  const opened = await ParquetFile.open(compressionOf(file) ? await unpackedFile(file) : file);
  try {
    const schema = parquetSchema(opened.metadata);
    let start = 0;
    for (const [index, group] of opened.metadata.row_groups.entries()) {
      yield* groupBatches(new GroupReader(opened, schema, index, start), start, group);
      start += Number(group.num_rows);
    }
  } finally {
    await opened.close();
  }
};

async function* groupBatches(reader: GroupReader, start: number, group: RowGroup): AsyncGenerator<Row[]> {
  const end = start + Number(group.num_rows);
  const step = await reader.rowsAtOnce();
  for (let from = start; from < end; from += step) {
    const rows = await reader.rows(from, Math.min(from + step, end));
    for (let at = 0; at < rows.length; at += batchRows) yield rows.slice(at, at + batchRows);
  }
}

class GroupReader {
  private readonly names: string[];
  /** Of all row groups by position, only this one's is filled. */
  private pages: (Awaited<ReturnType<typeof pagesOf>> | undefined)[] = [];

  constructor(
    private readonly file: ParquetFile,
    private readonly schema: SchemaTree,
    private readonly index: number,
    private readonly start: number,
  ) {
    this.names = schema.children.map(({ element }) => element.name);
  }

  /** How many rows to read at once: all, unless they are many bytes and their pages can be found. */
  async rowsAtOnce(): Promise<number> {
    const group = this.file.metadata.row_groups[this.index]!;
    const rows = Math.max(1, Number(group.num_rows));
    const bytes = group.columns.reduce(
      (sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0),
      0,
    );
    if (bytes <= 2 * rangeBytes) return rows;
    try {
      const pages = await pagesOf(this.file.buffer, group, this.schema);
      if (!pages) return rows;
      this.pages[this.index] = pages;
    } catch (error) {
      throw unreadable(this.file.path, ` from row ${this.start} on`, error as Error);
    }
    return Math.max(1, Math.floor((rows * rangeBytes) / bytes));
  }

  /** Rows `from` up to but not including `to`, counted in the file. */
  async rows(from: number, to: number): Promise<Row[]> {
    try {
      return await this.read(from, to, this.names);
    } catch (error) {
      const column = await this.failing(from, to);
      throw unreadable(this.file.path, ` in${column} rows ${from} to ${to - 1}`, error as Error);
    }
  }

  private async read(from: number, to: number, columns: string[]): Promise<Row[]> {
    const { buffer, metadata } = this.file;
    const options = {
      file: buffer,
      metadata,
      compressors,
      rowStart: from,
      rowEnd: to,
      columns,
      pageLocationsByGroup: this.pages,
    };
    const rows = await parquetReadObjects(options);
    return rows.map((row) => Object.fromEntries(columns.map((name) => [name, plain(row[name])])));
  }

  /** Which column can't be read, as words of a sentence. */
  private async failing(from: number, to: number): Promise<string> {
    for (const name of this.names)
      try {
        await this.read(from, to, [name]);
      } catch {
        return ` column "${name}",`;
      }
    return "";
  }
}

/** A value without 64-bit integers, as far as they fit, in lists and structures, too. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint")
    return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (value?.constructor !== Object) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
