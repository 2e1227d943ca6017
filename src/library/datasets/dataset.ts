import { randomInt } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import type { MimeBundle } from "../../protocol/index.js";
import { SummnbError } from "../errors.js";
import { inheritCell, noteCell } from "../provenance/cells.js";
import { numpyPermutation } from "../random/index.js";
import { DatasetDict } from "./datasetDict.js";
import { fingerprintRows } from "./fingerprint.js";
import { datasetBundle, datasetText } from "./presentation.js";
import { isRow, jsonText, type Row } from "./row.js";
import { type SplitSizes, splitSizes } from "./splitSizes.js";

export interface ShuffleOptions {
  /** Equal seeds give equal orders, those of numpy and Hugging Face. Without one, the order is new each time. */
  seed?: number;
}

export interface TrainTestSplitOptions extends SplitSizes, ShuffleOptions {
  /** Default true. Without, the first rows are for training and those after them for the test. */
  shuffle?: boolean;
}

export interface MapOptions {
  /** Columns that the result lacks, such as texts once they are tokenized. */
  removeColumns?: string | readonly string[];
}

/**
 * Rows in memory with Hugging Face's names: every method gives a new data set and leaves this one as it is.
 * Every row has every column; what a file doesn't give is null.
 */
export class Dataset<R extends Row = Row> implements Iterable<R> {
  private hash: string | undefined;

  private constructor(
    private readonly data: readonly R[],
    /** Names of the columns, in their order. */
    readonly features: readonly string[],
    /** Where it came from, for headings. */
    readonly name: string,
  ) {}

  /** A data set of these rows; `features` gives the order of columns, which is else that of their first use. */
  static fromList<R extends Row>(
    rows: readonly R[],
    options: { features?: readonly string[]; name?: string } = {},
  ): Dataset<R> {
    const features = new Set<string>(options.features);
    for (const row of rows) for (const name in row) features.add(name);
    const names = [...features];
    const whole = rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])) as R);
    const made = new Dataset(whole, names, options.name ?? "dataset");
    noteCell(made);
    return made;
  }

  get numRows(): number {
    return this.data.length;
  }

  get length(): number {
    return this.data.length;
  }

  /** SHA-256 of columns and rows in their order, in hexadecimal digits. */
  get fingerprint(): string {
    this.hash ??= fingerprintRows(this.features, this.data);
    return this.hash;
  }

  /** A copy of row `index`; a negative index counts from the end. */
  row(index: number): R {
    return { ...this.data[this.position(index)]! };
  }

  /** Copies of all rows. */
  rows(): R[] {
    return [...this];
  }

  *[Symbol.iterator](): Iterator<R> {
    for (const row of this.data) yield { ...row };
  }

  /** All values of a column. */
  column<K extends keyof R & string>(name: K): R[K][] {
    this.requireColumns([name]);
    return this.data.map((row) => row[name]);
  }

  /** All values of a column that holds nothing but texts; says which row has another value. */
  texts(name: keyof R & string): string[] {
    this.requireColumns([name]);
    return this.data.map((row, index) => {
      const value = row[name];
      if (typeof value === "string") return value;
      throw new SummnbError(
        `Row ${index} of ${this.label} has no text in column "${name}" but ${jsonText(value ?? null)}: correct it, or leave it out with filter.`,
      );
    });
  }

  /** The rows at these indices, in their order; an index may be negative and may repeat. */
  select(indices: Iterable<number>): Dataset<R> {
    return this.with(Array.from(indices, (index) => this.data[this.position(index)]!));
  }

  shuffle({ seed = randomInt(2 ** 32) }: ShuffleOptions = {}): Dataset<R> {
    return this.select(numpyPermutation(this.numRows, seed));
  }

  /** Splits `train` and `test` with the rows that Hugging Face's `train_test_split` gives them. */
  trainTestSplit(options: TrainTestSplitOptions = {}): DatasetDict<R> {
    const { shuffle = true, seed = randomInt(2 ** 32) } = options;
    const { train, test } = splitSizes(this.numRows, options);
    const order = shuffle
      ? numpyPermutation(this.numRows, seed)
      : Array.from({ length: this.numRows }, (_, index) => index);
    const testStart = shuffle ? 0 : train;
    const trainStart = shuffle ? test : 0;
    return new DatasetDict({
      train: this.select(order.slice(trainStart, trainStart + train)),
      test: this.select(order.slice(testStart, testStart + test)),
    });
  }

  /**
   * Adds or replaces in each row the columns that `change` returns for it. A function that returns promises,
   * such as one that tokenizes, gives a promise of the data set; it is called for one row after the other.
   */
  map<T extends Row>(
    change: (row: R, index: number) => Promise<T>,
    options?: MapOptions,
  ): Promise<Dataset<Omit<R, keyof T> & T>>;
  map<T extends Row>(
    change: (row: R, index: number) => T,
    options?: MapOptions,
  ): Dataset<Omit<R, keyof T> & T>;
  map(change: (row: R, index: number) => unknown, options: MapOptions = {}): Dataset | Promise<Dataset> {
    const removed = [options.removeColumns ?? []].flat();
    this.requireColumns(removed);
    const results: Row[] = [];
    for (let index = 0; index < this.numRows; index++) {
      const result = change(this.row(index), index);
      if (result instanceof Promise) return this.mapAsync(change, result, removed);
      results.push(this.changed(result, index, removed));
    }
    return this.withResults(results, removed);
  }

  /** The rows for which `keep` is true. */
  filter(keep: (row: R, index: number) => boolean): Dataset<R> {
    return this.with(this.data.filter((row, index) => keep({ ...row }, index)));
  }

  renameColumn(from: keyof R & string, to: string): Dataset {
    return this.renameColumns({ [from]: to });
  }

  /** Old name to new name; the order of columns stays. */
  renameColumns(names: Record<string, string>): Dataset {
    this.requireColumns(Object.keys(names));
    const features = this.features.map((name) => names[name] ?? name);
    const repeated = features.find((name, index) => features.indexOf(name) !== index);
    if (repeated !== undefined)
      throw new SummnbError(
        `Two columns of ${this.label} would be named "${repeated}": choose another name, or remove one first.`,
      );
    const rows = this.data.map((row) =>
      Object.fromEntries(this.features.map((name, index) => [features[index]!, row[name]])),
    );
    return new Dataset(rows, features, this.name);
  }

  removeColumns(names: (keyof R & string) | readonly (keyof R & string)[]): Dataset {
    const removed: string[] = [names].flat();
    this.requireColumns(removed);
    const features = this.features.filter((name) => !removed.includes(name));
    const rows = this.data.map((row) => Object.fromEntries(features.map((name) => [name, row[name]])));
    return new Dataset(rows, features, this.name);
  }

  /** Writes a JSON object a line to `file`, making its folder. */
  async toJSONL(file: string): Promise<void> {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    const handle = await open(file, "w");
    try {
      for (let start = 0; start < this.numRows; start += 1000)
        await handle.writeFile(
          this.data
            .slice(start, start + 1000)
            .map((row) => `${jsonText(row)}\n`)
            .join(""),
        );
    } finally {
      await handle.close();
    }
  }

  /** As Hugging Face's `Dataset` prints itself. */
  toString(): string {
    return datasetText(this);
  }

  toMimeBundle(outputId: string): MimeBundle {
    return datasetBundle(outputId, this.name, { [this.name]: this }, this.toString());
  }

  /** The same rows under another name. */
  named(name: string): Dataset<R> {
    return new Dataset(this.data, this.features, name);
  }

  private get label(): string {
    return `the data set "${this.name}"`;
  }

  private with(rows: readonly R[]): Dataset<R> {
    return inheritCell(new Dataset(rows, this.features, this.name), this);
  }

  private position(index: number): number {
    const position = index < 0 ? index + this.numRows : index;
    if (Number.isInteger(position) && position >= 0 && position < this.numRows) return position;
    throw new SummnbError(
      `There is no row ${index}: ${this.label} has ${this.numRows} row(s), counted from 0.`,
    );
  }

  private requireColumns(names: readonly string[]): void {
    const missing = names.find((name) => !this.features.includes(name));
    if (missing !== undefined)
      throw new SummnbError(
        `There is no column "${missing}" in ${this.label}: its columns are ${this.features.join(", ") || "none"}.`,
      );
  }

  private async mapAsync(
    change: (row: R, index: number) => unknown,
    first: Promise<unknown>,
    removed: readonly string[],
  ): Promise<Dataset> {
    const results = [this.changed(await first, 0, removed)];
    for (let index = 1; index < this.numRows; index++)
      results.push(this.changed(await change(this.row(index), index), index, removed));
    return this.withResults(results, removed);
  }

  private changed(result: unknown, index: number, removed: readonly string[]): Row {
    if (!isRow(result))
      throw new SummnbError(
        `The function given to map returned ${jsonText(result ?? null)} for row ${index} of ${this.label}: return an object of columns.`,
      );
    const kept = Object.entries(this.data[index]!).filter(([name]) => !removed.includes(name));
    return { ...Object.fromEntries(kept), ...result };
  }

  private withResults(rows: readonly Row[], removed: readonly string[]): Dataset {
    const features = this.features.filter((name) => !removed.includes(name));
    return Dataset.fromList(rows, { features, name: this.name });
  }
}
