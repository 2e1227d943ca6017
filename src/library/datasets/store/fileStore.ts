import { readFileSync } from "node:fs";
import path from "node:path";
import type { Row } from "../row.js";
import { decodeValues } from "./codec.js";
import { FilePieces } from "./pieces.js";
import type { RowStore } from "./rowStore.js";

/** The files of a store: a line a row, where each line begins (64-bit floats, and the end), and what it is. */
export const storeFiles = { rows: "rows.jsonl", offsets: "offsets.bin", meta: "meta.json" } as const;

export interface StoreMeta {
  length: number;
  features: string[];
  fingerprint: string;
  /** What else its maker wants to know when it is opened again. */
  note?: string;
}

/** Rows in files, of which only the piece that was read last is in memory. */
export class FileStore implements RowStore {
  private readonly rows: FilePieces;
  private readonly offsets: FilePieces;

  private constructor(
    folder: string,
    private readonly meta: StoreMeta,
  ) {
    this.rows = new FilePieces(path.join(folder, storeFiles.rows));
    this.offsets = new FilePieces(path.join(folder, storeFiles.offsets));
  }

  /** The store in a folder; undefined where there is none that is whole. */
  static open(folder: string): FileStore | undefined {
    try {
      const meta = JSON.parse(readFileSync(path.join(folder, storeFiles.meta), "utf8")) as StoreMeta;
      const store = new FileStore(folder, meta);
      const isWhole =
        store.offsets.size === 8 * (meta.length + 1) && store.offset(meta.length) === store.rows.size;
      return isWhole ? store : undefined;
    } catch {
      return undefined;
    }
  }

  get length(): number {
    return this.meta.length;
  }

  get features(): readonly string[] {
    return this.meta.features;
  }

  get fingerprint(): string {
    return this.meta.fingerprint;
  }

  get note(): string | undefined {
    return this.meta.note;
  }

  row(index: number): Row {
    const line = this.rows.bytes(this.offset(index), this.offset(index + 1));
    const values = decodeValues(line.toString("utf8"));
    return Object.fromEntries(this.features.map((name, column) => [name, values[column] ?? null]));
  }

  private offset(index: number): number {
    return this.offsets.bytes(8 * index, 8 * index + 8).readDoubleLE();
  }
}
