import { type FileHandle, open } from "node:fs/promises";
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { SummnbError } from "../../errors.js";

const magic = "PAR1";

/** An open Parquet file with its table of contents; only the bytes that are asked for are read. */
export class ParquetFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    readonly buffer: AsyncBuffer,
    readonly metadata: FileMetaData,
  ) {}

  static async open(path: string): Promise<ParquetFile> {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      const buffer = { byteLength: size, slice: (start: number, end = size) => bytesAt(handle, start, end) };
      await checkEnds(path, buffer);
      const metadata = await parquetMetadataAsync(buffer);
      checkColumns(path, metadata, size - 8 - metadata.metadata_length);
      return new ParquetFile(path, handle, buffer, metadata);
    } catch (error) {
      await handle.close();
      throw error instanceof SummnbError ? error : unreadable(path, "", error as Error);
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

export function unreadable(path: string, what: string, error: Error): SummnbError {
  return new SummnbError(
    `${path} could not be read as Parquet${what} (${error.message}): replace it with a fresh copy.`,
    { cause: error },
  );
}

async function bytesAt(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(end - start);
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) throw new Error(`it ends before byte ${end}`);
    done += bytesRead;
  }
  return bytes.buffer;
}

/** A Parquet file begins and ends with four letters; its table of contents stands before the last. */
async function checkEnds(path: string, { byteLength, slice }: AsyncBuffer): Promise<void> {
  const letters = async (start: number) => Buffer.from(await slice(start, start + 4)).toString("latin1");
  if (byteLength < 12 || (await letters(0)) !== magic)
    throw new SummnbError(
      `${path} could not be read as Parquet (it does not begin like one): give a Parquet file, or its right extension.`,
    );
  if ((await letters(byteLength - 4)) !== magic)
    throw new SummnbError(
      `${path} could not be read as Parquet (its end, where the table of contents stands, is missing; it has ${byteLength} bytes): replace it with a fresh copy.`,
    );
}

/** Refuses before any row is read what can't be unpacked, and what would lie behind the data's end. */
function checkColumns(path: string, metadata: FileMetaData, end: number): void {
  const known = new Set(["UNCOMPRESSED", "SNAPPY", ...Object.keys(compressors)]);
  for (const { columns } of metadata.row_groups)
    for (const { meta_data: column } of columns) {
      if (!column) continue;
      const name = column.path_in_schema.join(".");
      if (!known.has(column.codec))
        throw new SummnbError(
          `Column "${name}" of ${path} is compressed with ${column.codec ?? "an unknown codec"}, which can't be read: write the file anew with one of ${[...known].join(", ")}.`,
        );
      const start = Number(column.dictionary_page_offset || column.data_page_offset);
      if (start + Number(column.total_compressed_size) > end)
        throw new SummnbError(
          `${path} is shorter than its table of contents says: column "${name}" lies behind its end. Replace it with a fresh copy.`,
        );
    }
}
