import type { MimeBundle } from "../../protocol/index.js";
import { SummnbError } from "../errors.js";
import type { Dataset, ShuffleOptions } from "./dataset.js";
import { combineFingerprints } from "./fingerprint.js";
import {
  type AnyFunction,
  type Columns,
  type FilterOptions,
  type MapOptions,
  type ResultColumns,
  type RowOf,
  runSteps,
  type Steps,
} from "./map/index.js";
import { datasetBundle, datasetDictText } from "./presentation.js";
import type { Row } from "./row.js";

/** Data sets by the name of their split, in order: usually train, validation and test. */
export class DatasetDict<R extends Row = Row> implements Iterable<[string, Dataset<R>]> {
  readonly splits: ReadonlyMap<string, Dataset<R>>;

  constructor(
    splits: Record<string, Dataset<R>>,
    /** Where it came from, for headings. */
    readonly name: string = "dataset",
  ) {
    this.splits = new Map(Object.entries(splits));
  }

  /** The split of this name; throws a SummnbError that names those there are. */
  get(split: string): Dataset<R> {
    const dataset = this.splits.get(split);
    if (dataset) return dataset;
    throw new SummnbError(
      `The data set "${this.name}" has no split "${split}": it has ${[...this.splits.keys()].join(", ") || "none"}.`,
    );
  }

  has(split: string): boolean {
    return this.splits.has(split);
  }

  get train(): Dataset<R> {
    return this.get("train");
  }

  get validation(): Dataset<R> {
    return this.get("validation");
  }

  get test(): Dataset<R> {
    return this.get("test");
  }

  [Symbol.iterator](): Iterator<[string, Dataset<R>]> {
    return this.splits.entries();
  }

  /** SHA-256 of the splits' names and contents, in hexadecimal digits. */
  get fingerprint(): string {
    return combineFingerprints(this.splits);
  }

  /** Each split after `change`, such as `(split) => split.shuffle({ seed: 42 })`. */
  mapSplits<T extends Row>(change: (dataset: Dataset<R>, split: string) => Dataset<T>): DatasetDict<T> {
    const entries = Array.from(this.splits, ([split, dataset]) => [split, change(dataset, split)] as const);
    return new DatasetDict(Object.fromEntries(entries), this.name);
  }

  /** `Dataset.map` over one split after the other; what gives a promise there gives one here. */
  map<T extends ResultColumns, C = undefined>(
    change: (columns: Columns<R>, indices: number[], context: C) => T | Promise<T>,
    options: MapOptions<C> & { batched: true; numProc: number },
  ): Promise<DatasetDict<Omit<R, keyof T> & RowOf<T>>>;
  map<T extends Row, C = undefined>(
    change: (row: R, index: number, context: C) => T | Promise<T>,
    options: MapOptions<C> & { batched?: false; numProc: number },
  ): Promise<DatasetDict<Omit<R, keyof T> & T>>;
  map<T extends ResultColumns, C = undefined>(
    change: (columns: Columns<R>, indices: number[], context: C) => Promise<T>,
    options: MapOptions<C> & { batched: true },
  ): Promise<DatasetDict<Omit<R, keyof T> & RowOf<T>>>;
  map<T extends ResultColumns, C = undefined>(
    change: (columns: Columns<R>, indices: number[], context: C) => T,
    options: MapOptions<C> & { batched: true },
  ): DatasetDict<Omit<R, keyof T> & RowOf<T>>;
  map<T extends Row, C = undefined>(
    change: (row: R, index: number, context: C) => Promise<T>,
    options?: MapOptions<C> & { batched?: false },
  ): Promise<DatasetDict<Omit<R, keyof T> & T>>;
  map<T extends Row, C = undefined>(
    change: (row: R, index: number, context: C) => T,
    options?: MapOptions<C> & { batched?: false },
  ): DatasetDict<Omit<R, keyof T> & T>;
  map(change: AnyFunction, options: MapOptions<never> = {}): DatasetDict | Promise<DatasetDict> {
    return this.each((dataset) => dataset.map(change as () => Row, options as { batched?: false }));
  }

  /** `Dataset.filter` over one split after the other. */
  filter<C = undefined>(
    keep: (row: R, index: number, context: C) => boolean | Promise<boolean>,
    options: FilterOptions<C> & { numProc: number },
  ): Promise<DatasetDict<R>>;
  filter<C = undefined>(
    keep: (row: R, index: number, context: C) => Promise<boolean>,
    options?: FilterOptions<C>,
  ): Promise<DatasetDict<R>>;
  filter<C = undefined>(
    keep: (row: R, index: number, context: C) => boolean,
    options?: FilterOptions<C>,
  ): DatasetDict<R>;
  filter(keep: AnyFunction, options: FilterOptions<never> = {}): DatasetDict<R> | Promise<DatasetDict<R>> {
    return this.each((dataset) => dataset.filter(keep as () => boolean, options));
  }

  shuffle(options?: ShuffleOptions): DatasetDict<R> {
    return this.mapSplits((dataset) => dataset.shuffle(options));
  }

  renameColumn(from: keyof R & string, to: string): DatasetDict {
    return this.mapSplits((dataset) => dataset.renameColumn(from, to));
  }

  renameColumns<T extends Row = Row>(names: Record<string, string>): DatasetDict<T> {
    return this.mapSplits((dataset) => dataset.renameColumns<T>(names));
  }

  removeColumns(names: (keyof R & string) | readonly (keyof R & string)[]): DatasetDict {
    return this.mapSplits((dataset) => dataset.removeColumns(names));
  }

  /** As Hugging Face's `DatasetDict` prints itself. */
  toString(): string {
    return datasetDictText(this.splits);
  }

  toMimeBundle(outputId: string): MimeBundle {
    return datasetBundle(outputId, this.name, Object.fromEntries(this.splits), this.toString());
  }

  private each<T extends Row>(
    change: (dataset: Dataset<R>) => Dataset<T> | Promise<Dataset<T>>,
  ): DatasetDict<T> | Promise<DatasetDict<T>> {
    const { splits, name } = this;
    function* steps(): Steps<DatasetDict<T>> {
      const changed: Record<string, Dataset<T>> = {};
      for (const [split, dataset] of splits) changed[split] = (yield change(dataset)) as Dataset<T>;
      return new DatasetDict(changed, name);
    }
    return runSteps(steps());
  }
}
