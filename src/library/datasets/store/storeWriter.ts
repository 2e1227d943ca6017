import { rowLine } from "../fingerprint.js";
import type { Row } from "../row.js";
import { FileWriter } from "./fileWriter.js";
import { storeFolder, storesFolder } from "./folders.js";
import { MemoryStore } from "./memoryStore.js";
import type { RowStore } from "./rowStore.js";

/** Rows of about this many characters of JSON stay in memory. */
const mostInMemory = 32 * 1024 * 1024;

export interface WriterOptions {
  /** The first columns in their order; others follow in the order of their first use. */
  features?: readonly string[];
  /** Names the content for those who look for it later; without, the store is this process's own. */
  key?: string;
  /** Writes few rows to files, too, because they were costly to make. Only with a key. */
  always?: boolean;
}

/** Takes rows one by one and makes a store of them: in memory while they are few, else in files. */
export class StoreWriter {
  private readonly features: Set<string>;
  private rows: Row[] = [];
  private size = 0;
  private files: FileWriter | undefined;

  constructor(private readonly options: WriterOptions = {}) {
    this.features = new Set(options.features);
    if (options.always) this.toFiles();
  }

  add(row: Row): void {
    for (const name in row) this.features.add(name);
    if (this.files) {
      this.files.add(rowLine(row, this.features));
      return;
    }
    this.rows.push(row);
    this.size += roughSize(row);
    if (this.size > mostInMemory) this.toFiles();
  }

  /** @param note kept with a store in files. */
  finish(note?: string): RowStore {
    const features = [...this.features];
    return this.files ? this.files.finish(features, note) : new MemoryStore(this.rows, features);
  }

  /** Takes back what was written, after an error. */
  abandon(): void {
    this.files?.abandon();
  }

  private toFiles(): void {
    const { key } = this.options;
    this.files = new FileWriter(storesFolder(), key === undefined ? undefined : storeFolder(key));
    const rows = this.rows;
    this.rows = [];
    for (const row of rows) this.add(row);
  }
}

/** About how many characters a value has as JSON. */
function roughSize(value: unknown): number {
  if (typeof value === "string") return value.length + 3;
  if (typeof value !== "object" || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (Array.isArray(value))
    return typeof value[0] === "number"
      ? 8 * value.length
      : value.reduce((sum, inner) => sum + roughSize(inner), 2);
  let size = 2;
  for (const name in value) size += roughSize((value as Row)[name]) + name.length + 3;
  return size;
}
