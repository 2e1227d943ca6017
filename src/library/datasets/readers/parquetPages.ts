import type { AsyncBuffer, PageHeader, RowGroup, SchemaTree } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";

/** A data page: where it lies, and its first row in the row group. As an offset index has it. */
export interface PageLocation {
  offset: bigint;
  compressed_page_size: number;
  first_row_index: bigint;
}

/**
 * Where the pages of each column of a row group lie, from the pages' own headers: most files have no index
 * of them. Undefined where a header does not tell how many rows its page has, as for lists in old pages.
 */
export async function pagesOf(
  buffer: AsyncBuffer,
  group: RowGroup,
  schema: SchemaTree,
): Promise<Record<string, PageLocation[]> | undefined> {
  const pages: Record<string, PageLocation[]> = {};
  for (const { meta_data: column } of group.columns) {
    if (!column) return undefined;
    const top = schema.children.find(({ element }) => element.name === column.path_in_schema[0]);
    const isFlat = top?.children.length === 0 && top.element.repetition_type !== "REPEATED";
    const start = Number(column.dictionary_page_offset || column.data_page_offset);
    const found = await columnPages(buffer, start, start + Number(column.total_compressed_size), isFlat);
    if (!found || found.length === 0) return undefined;
    pages[column.path_in_schema.join(".")] = found;
  }
  return pages;
}

async function columnPages(
  buffer: AsyncBuffer,
  start: number,
  end: number,
  isFlat: boolean,
): Promise<PageLocation[] | undefined> {
  const pages: PageLocation[] = [];
  let row = 0;
  for (let at = start; at < end; ) {
    const { header, length } = await headerAt(buffer, at, end);
    const size = length + header.compressed_page_size;
    if (header.type !== "DICTIONARY_PAGE") {
      const rows =
        header.data_page_header_v2?.num_rows ?? (isFlat ? header.data_page_header?.num_values : undefined);
      if (rows === undefined) return undefined;
      pages.push({ offset: BigInt(at), compressed_page_size: size, first_row_index: BigInt(row) });
      row += rows;
    }
    at += size;
  }
  return pages;
}

/** Headers are short unless they hold long texts as the least and the greatest of their page. */
const headerSizes = [4096, 1 << 20, 1 << 24];

async function headerAt(
  buffer: AsyncBuffer,
  at: number,
  end: number,
): Promise<{ header: PageHeader; length: number }> {
  for (const size of headerSizes) {
    const reader = { view: new DataView(await buffer.slice(at, Math.min(at + size, end))), offset: 0 };
    try {
      return { header: parquetHeader(reader), length: reader.offset };
    } catch (error) {
      // The view ended before the header did.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw new Error(`no page begins at byte ${at}`);
}
