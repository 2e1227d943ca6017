import type { MimeBundle } from "../../protocol/index.js";
import { SummnbError } from "../errors.js";
import type { Dataset, MapOptions, ShuffleOptions } from "./dataset.js";
import { combineFingerprints } from "./fingerprint.js";
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

  /** `Dataset.map` over all splits; a function that returns promises gives a promise. */
  map<T extends Row>(
    change: (row: R, index: number) => Promise<T>,
    options?: MapOptions,
  ): Promise<DatasetDict<Omit<R, keyof T> & T>>;
  map<T extends Row>(
    change: (row: R, index: number) => T,
    options?: MapOptions,
  ): DatasetDict<Omit<R, keyof T> & T>;
  map(change: (row: R, index: number) => unknown, options?: MapOptions): DatasetDict | Promise<DatasetDict> {
    const results = Array.from(this.splits, ([split, dataset]) => {
      const changed: Dataset | Promise<Dataset> = dataset.map(change as (row: R) => Row, options);
      return [split, changed] as const;
    });
    const gather = (entries: readonly (readonly [string, Dataset])[]) =>
      new DatasetDict(Object.fromEntries(entries), this.name);
    const ready = results.filter((entry): entry is [string, Dataset] => !(entry[1] instanceof Promise));
    if (ready.length === results.length) return gather(ready);
    return Promise.all(results.map(async ([split, changed]) => [split, await changed] as const)).then(gather);
  }

  filter(keep: (row: R, index: number) => boolean): DatasetDict<R> {
    return this.mapSplits((dataset) => dataset.filter(keep));
  }

  shuffle(options?: ShuffleOptions): DatasetDict<R> {
    return this.mapSplits((dataset) => dataset.shuffle(options));
  }

  renameColumn(from: keyof R & string, to: string): DatasetDict {
    return this.mapSplits((dataset) => dataset.renameColumn(from, to));
  }

  renameColumns(names: Record<string, string>): DatasetDict {
    return this.mapSplits((dataset) => dataset.renameColumns(names));
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
}
