import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../errors.js";
import { RowsFingerprint } from "../fingerprint.js";
import { FileStore, type StoreMeta, storeFiles } from "./fileStore.js";
import { removeLeftovers, unfinished } from "./folders.js";

/** Bytes or offsets that are gathered before they are written. */
const textBuffer = 1 << 18;
const offsetBuffer = 1 << 13;

/**
 * Writes lines of rows into a folder of another name, which gets its own when it is whole. Two processes may
 * write the same folder: the first to finish gives it, and the other opens that.
 */
export class FileWriter {
  private readonly fingerprint = new RowsFingerprint();
  private readonly temporary: string;
  private readonly rows: number;
  private readonly offsets: number;
  private readonly text = Buffer.allocUnsafe(textBuffer);
  private filled = 0;
  private readonly ends = new Float64Array(offsetBuffer);
  private end = 0;
  /** The first offset is 0. */
  private endCount = 1;
  private length = 0;
  private isClosed = false;

  /** @param folder where the store goes; undefined for one that this process alone reads. */
  constructor(
    parent: string,
    private readonly folder: string | undefined,
  ) {
    this.temporary = path.join(parent, `${randomUUID()}${unfinished}`);
    const opened = explained(parent, () => {
      mkdirSync(this.temporary, { recursive: true });
      removeLeftovers(parent);
      return [storeFiles.rows, storeFiles.offsets].map((name) =>
        openSync(path.join(this.temporary, name), "wx"),
      );
    });
    [this.rows, this.offsets] = opened as [number, number];
  }

  add(line: string): void {
    this.fingerprint.add(line);
    this.end += this.write(`${line}\n`);
    this.ends[this.endCount++] = this.end;
    if (this.endCount === offsetBuffer) this.writeOffsets();
    this.length++;
  }

  finish(features: readonly string[], note?: string): FileStore {
    const meta: StoreMeta = {
      length: this.length,
      features: [...features],
      fingerprint: this.fingerprint.finish(features),
      ...(note === undefined ? {} : { note }),
    };
    this.writeLines();
    this.writeOffsets();
    explained(this.temporary, () =>
      writeFileSync(path.join(this.temporary, storeFiles.meta), JSON.stringify(meta)),
    );
    this.close();
    const store = this.folder === undefined ? this.openAlone() : this.openShared(this.folder);
    if (store) return store;
    throw new SummnbError(
      `The files of a data set in ${this.folder ?? this.temporary} can't be read again: look whether the disk is sound.`,
    );
  }

  /** Takes back what was written. */
  abandon(): void {
    this.close();
    rmSync(this.temporary, { recursive: true, force: true });
  }

  /** The files keep their content while they are open, and the system takes them away when this process ends. */
  private openAlone(): FileStore | undefined {
    const store = FileStore.open(this.temporary);
    try {
      rmSync(this.temporary, { recursive: true, force: true });
    } catch {
      // A system that keeps open files gets rid of these a day later, as removeLeftovers says.
    }
    return store;
  }

  private openShared(folder: string): FileStore | undefined {
    try {
      renameSync(this.temporary, folder);
      return FileStore.open(folder);
    } catch {
      const other = FileStore.open(folder);
      if (other) rmSync(this.temporary, { recursive: true, force: true });
      if (other) return other;
    }
    rmSync(folder, { recursive: true, force: true });
    explained(folder, () => renameSync(this.temporary, folder));
    return FileStore.open(folder);
  }

  private close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    closeSync(this.rows);
    closeSync(this.offsets);
  }

  /** The number of bytes of a text, which waits to be written with others. */
  private write(text: string): number {
    // A character has at most 3 bytes for each of its UTF-16 units.
    if (3 * text.length > this.text.length - this.filled) this.writeLines();
    if (3 * text.length > this.text.length) {
      const bytes = Buffer.from(text);
      explained(this.temporary, () => writeWhole(this.rows, bytes));
      return bytes.length;
    }
    const count = this.text.write(text, this.filled);
    this.filled += count;
    return count;
  }

  private writeLines(): void {
    explained(this.temporary, () => writeWhole(this.rows, this.text.subarray(0, this.filled)));
    this.filled = 0;
  }

  private writeOffsets(): void {
    const { buffer } = this.ends;
    explained(this.temporary, () => writeWhole(this.offsets, new Uint8Array(buffer, 0, 8 * this.endCount)));
    this.endCount = 0;
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

function explained<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new SummnbError(
      `The rows of a data set can't be written to ${folder} (${(error as Error).message}): make room there, or name another folder in the environment variable SUMMNB_CACHE.`,
      { cause: error },
    );
  }
}
