import { randomInt } from "node:crypto";
import type { MimeBundle } from "../../protocol/index.js";
import { SummnbError } from "../errors.js";
import { inheritCell, noteCell } from "../provenance/cells.js";
import { numpyPermutation } from "../random/index.js";
import { DatasetDict } from "./datasetDict.js";
import { writeCsv, writeJsonLines } from "./export/files.js";
import { writeParquet } from "./export/parquet.js";
import { type LengthOptions, type LengthStatistics, measureLengths } from "./lengths/index.js";
import {
  type AnyFunction,
  type Columns,
  type FilterOptions,
  filterRows,
  type MapOptions,
  mapStore,
  type ResultColumns,
  type RowOf,
} from "./map/index.js";
import { missingColumn } from "./missingColumn.js";
import { fromText, nowhere, type Origin } from "./origin.js";
import { datasetBundle, datasetText } from "./presentation.js";
import { jsonText, type Row } from "./row.js";
import { type SplitSizes, splitSizes } from "./splitSizes.js";
import { MemoryStore, type RowStore, RowsView } from "./store/index.js";

export interface ShuffleOptions {
  /** Equal seeds give equal orders, those of numpy and Hugging Face. Without one, the order is new each time. */
  seed?: number;
}

export interface TrainTestSplitOptions extends SplitSizes, ShuffleOptions {
  /** Default true. Without, the first rows are for training and those after them for the test. */
  shuffle?: boolean;
}

/**
 * Rows with Hugging Face's names, in memory while they are few and else in files: every method gives a new data
 * set and leaves this one as it is. Every row has every column; what a file doesn't give is null.
 */
export class Dataset<R extends Row = Row> implements Iterable<R>, RowStore {
  private constructor(
    private readonly view: RowsView,
    /** For headings: usually that of the split. */
    readonly name: string,
    private readonly origin: Origin,
  ) {}

  /** A data set of these rows; `features` gives the order of columns, which is else that of their first use. */
  static fromList<R extends Row>(
    rows: readonly R[],
    options: { features?: readonly string[]; name?: string } = {},
  ): Dataset<R> {
    const features = new Set<string>(options.features);
    for (const row of rows) for (const name in row) features.add(name);
    return Dataset.fromStore(new MemoryStore(rows, [...features]), options);
  }

  /** A data set of a store's rows. */
  static fromStore<R extends Row>(
    store: RowStore,
    { name = "dataset", origin = nowhere }: { name?: string; origin?: Origin } = {},
  ): Dataset<R> {
    const made = new Dataset<R>(new RowsView(store), name, origin);
    noteCell(made);
    return made;
  }

  /** Ids on the Hub of the data sets that its rows came from; empty where they came from elsewhere. */
  get hubIds(): readonly string[] {
    return this.origin.hubIds;
  }

  /** The files that its rows were read from; empty for rows that were made here. */
  get files(): readonly string[] {
    return this.origin.files;
  }

  /** Names of the columns, in their order. */
  get features(): readonly string[] {
    return this.view.features;
  }

  get numRows(): number {
    return this.view.length;
  }

  get length(): number {
    return this.view.length;
  }

  /** SHA-256 of columns and rows in their order, or of how they were chosen from others; hexadecimal digits. */
  get fingerprint(): string {
    return this.view.fingerprint;
  }

  /** A copy of row `index`; a negative index counts from the end. */
  row(index: number): R {
    return this.view.row(this.position(index)) as R;
  }

  /** Copies of all rows. */
  rows(): R[] {
    return [...this];
  }

  *[Symbol.iterator](): Iterator<R> {
    for (let index = 0; index < this.numRows; index++) yield this.view.row(index) as R;
  }

  /** All values of a column. */
  column<K extends keyof R & string>(name: K): R[K][] {
    this.requireColumns([name]);
    return Array.from({ length: this.numRows }, (_, index) => this.view.value(index, name) as R[K]);
  }

  /**
   * All values of a column that holds nothing but texts; says which row has another value.
   * @param setting what named the column, such as `documentColumn`, for the message when it is not there
   */
  texts(name: keyof R & string, setting?: string): string[] {
    this.requireColumns([name], setting);
    return Array.from({ length: this.numRows }, (_, index) => {
      const value = this.view.value(index, name);
      if (typeof value === "string") return value;
      throw new SummnbError(
        `Row ${index} of ${this.label} has no text in column "${name}" but ${jsonText(value ?? null)}: correct it, or leave it out with filter.`,
      );
    });
  }

  /** The rows at these indices, in their order; an index may be negative and may repeat. */
  select(indices: Iterable<number>): Dataset<R> {
    return this.with(this.view.select(Uint32Array.from(indices, (index) => this.position(index))));
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
   * With `batched`, it gets and returns columns of many rows. With `numProc`, worker threads call it.
   */
  map<T extends ResultColumns, C = undefined>(
    change: (columns: Columns<R>, indices: number[], context: C) => T | Promise<T>,
    options: MapOptions<C> & { batched: true; numProc: number },
  ): Promise<Dataset<Omit<R, keyof T> & RowOf<T>>>;
  map<T extends Row, C = undefined>(
    change: (row: R, index: number, context: C) => T | Promise<T>,
    options: MapOptions<C> & { batched?: false; numProc: number },
  ): Promise<Dataset<Omit<R, keyof T> & T>>;
  map<T extends ResultColumns, C = undefined>(
    change: (columns: Columns<R>, indices: number[], context: C) => Promise<T>,
    options: MapOptions<C> & { batched: true },
  ): Promise<Dataset<Omit<R, keyof T> & RowOf<T>>>;
  map<T extends ResultColumns, C = undefined>(
    change: (columns: Columns<R>, indices: number[], context: C) => T,
    options: MapOptions<C> & { batched: true },
  ): Dataset<Omit<R, keyof T> & RowOf<T>>;
  map<T extends Row, C = undefined>(
    change: (row: R, index: number, context: C) => Promise<T>,
    options?: MapOptions<C> & { batched?: false },
  ): Promise<Dataset<Omit<R, keyof T> & T>>;
  map<T extends Row, C = undefined>(
    change: (row: R, index: number, context: C) => T,
    options?: MapOptions<C> & { batched?: false },
  ): Dataset<Omit<R, keyof T> & T>;
  map(change: AnyFunction, options: MapOptions<never> = {}): Dataset | Promise<Dataset> {
    this.requireColumns([options.removeColumns ?? []].flat());
    const { name, origin } = this;
    const made = (store: RowStore) => Dataset.fromStore(store, { name, origin });
    const store = mapStore(this.view, this.label, change, options);
    return store instanceof Promise ? store.then(made) : made(store);
  }

  /** The rows for which `keep` is true. With `numProc`, worker threads call it. */
  filter<C = undefined>(
    keep: (row: R, index: number, context: C) => boolean | Promise<boolean>,
    options: FilterOptions<C> & { numProc: number },
  ): Promise<Dataset<R>>;
  filter<C = undefined>(
    keep: (row: R, index: number, context: C) => Promise<boolean>,
    options?: FilterOptions<C>,
  ): Promise<Dataset<R>>;
  filter<C = undefined>(
    keep: (row: R, index: number, context: C) => boolean,
    options?: FilterOptions<C>,
  ): Dataset<R>;
  filter(keep: AnyFunction, options: FilterOptions<never> = {}): Dataset<R> | Promise<Dataset<R>> {
    const made = (rows: Uint32Array) => this.with(this.view.select(rows));
    const rows = filterRows(this.view, this.label, keep, options);
    return rows instanceof Promise ? rows.then(made) : made(rows);
  }

  renameColumn(from: keyof R & string, to: string): Dataset {
    return this.renameColumns({ [from]: to });
  }

  /** Old name to new name; the order of columns stays. `T` is what a row is then. */
  renameColumns<T extends Row = Row>(names: Record<string, string>): Dataset<T> {
    this.requireColumns(Object.keys(names));
    const features = this.features.map((name) => names[name] ?? name);
    const repeated = features.find((name, index) => features.indexOf(name) !== index);
    if (repeated !== undefined)
      throw new SummnbError(
        `Two columns of ${this.label} would be named "${repeated}": choose another name, or remove one first.`,
      );
    return new Dataset<T>(this.view.columns(this.features, features), this.name, this.origin);
  }

  removeColumns(names: (keyof R & string) | readonly (keyof R & string)[]): Dataset {
    const removed: string[] = [names].flat();
    this.requireColumns(removed);
    const features = this.features.filter((name) => !removed.includes(name));
    return new Dataset(this.view.columns(features, features), this.name, this.origin);
  }

  /** Writes a JSON object a line to `file`, making its folder. */
  toJSONL(file: string): Promise<void> {
    return writeJsonLines(this.view, file);
  }

  /** Writes a line of columns' names and a line a row, as RFC 4180 says; null is an empty field. */
  toCSV(file: string): Promise<void> {
    return writeCsv(this.view, file);
  }

  /**
   * Writes a Parquet file that Hugging Face's libraries read. Each column has the type of its values.
   * @throws SummnbError that names the column whose values are of several kinds.
   */
  toParquet(file: string): Promise<void> {
    return writeParquet(this.view, this.label, file);
  }

  /** How long the texts of columns are: in characters and words, and in tokens where a tokenizer is given. */
  lengthStatistics(options: LengthOptions = {}): Promise<LengthStatistics> {
    return measureLengths(this.view, this.label, options);
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
    return inheritCell(new Dataset<R>(this.view, name, this.origin), this);
  }

  private get label(): string {
    return `the data set "${this.name}"${fromText(this.origin)}`;
  }

  private with(view: RowsView): Dataset<R> {
    return inheritCell(new Dataset<R>(view, this.name, this.origin), this);
  }

  private position(index: number): number {
    const position = index < 0 ? index + this.numRows : index;
    if (Number.isInteger(position) && position >= 0 && position < this.numRows) return position;
    throw new SummnbError(
      `There is no row ${index}: ${this.label} has ${this.numRows} row(s), counted from 0.`,
    );
  }

  private requireColumns(names: readonly string[], setting?: string): void {
    const missing = names.find((name) => !this.features.includes(name));
    if (missing !== undefined) throw missingColumn(this.label, missing, this.features, setting);
  }
}
