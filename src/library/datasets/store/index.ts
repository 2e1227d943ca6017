import type { Row } from "../row.js";
import { FileStore } from "./fileStore.js";
import { storeFolder } from "./folders.js";
import type { RowStore } from "./rowStore.js";
import { StoreWriter } from "./storeWriter.js";

export { ConcatenatedStore } from "./concatenatedStore.js";
export { FileStore } from "./fileStore.js";
export { storeFolder } from "./folders.js";
export { MemoryStore } from "./memoryStore.js";
export type { RowStore } from "./rowStore.js";
export { RowsView } from "./rowsView.js";
export { StoreWriter } from "./storeWriter.js";

export interface StoreOptions {
  /** Names the content, such as source files' paths, sizes and times of change. */
  key: string;
  /** The first columns in their order; others follow in the order of their first use. */
  features?: readonly string[];
}

/**
 * Rows in memory while they are few (below about 32 MB of JSON), else in files below the cache folder that are
 * read row by row. A finished store with the same key is opened again instead of written.
 * @throws SummnbError when the files can't be written.
 */
export async function storeRows(batches: AsyncIterable<Row[]>, options: StoreOptions): Promise<RowStore> {
  const finished = FileStore.open(storeFolder(options.key));
  if (finished) return finished;
  const writer = new StoreWriter(options);
  try {
    for await (const batch of batches) for (const row of batch) writer.add(row);
    return writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
}
