import { createHash } from "node:crypto";
import { fingerprintOf } from "../fingerprint.js";
import type { Row } from "../row.js";
import type { RowStore } from "./rowStore.js";

/** A column and the name that the store has for it. */
type Column = readonly [name: string, source: string];

/** Some rows of a store in an order of their own, with some of its columns under names of their own. */
export class RowsView implements RowStore {
  readonly features: readonly string[];

  constructor(
    private readonly store: RowStore,
    /** Numbers of the store's rows; undefined for all in their order. */
    private readonly indices?: Uint32Array,
    /** Undefined for all as they are. */
    private readonly named?: readonly Column[],
  ) {
    this.features = named ? named.map(([name]) => name) : store.features;
  }

  get length(): number {
    return this.indices?.length ?? this.store.length;
  }

  /** Of the same store, equal rows and columns give equal fingerprints, however they were chosen. */
  get fingerprint(): string {
    const { store, indices, named } = this;
    if (!indices && !named) return store.fingerprint;
    const chosen = indices && createHash("sha256").update(indices).digest("hex");
    return fingerprintOf(["view", store.fingerprint, chosen ?? null, named ?? null]);
  }

  row(index: number): Row {
    const row = this.store.row(this.storeIndex(index));
    return this.named ? Object.fromEntries(this.named.map(([name, source]) => [name, row[source]])) : row;
  }

  value(index: number, name: string): unknown {
    return this.store.row(this.storeIndex(index))[this.sourceOf(name)];
  }

  /** The rows with these numbers. */
  select(rows: Uint32Array): RowsView {
    const indices = this.indices ? rows.map((row) => this.indices![row]!) : rows;
    const isAll = indices.length === this.store.length && indices.every((row, place) => row === place);
    return new RowsView(this.store, isAll ? undefined : indices, this.named);
  }

  /** These columns under new names. */
  columns(names: readonly string[], newNames: readonly string[]): RowsView {
    const named = names.map((name, place): Column => [newNames[place]!, this.sourceOf(name)]);
    const isAll =
      named.length === this.store.features.length &&
      named.every(([name, source], place) => name === source && name === this.store.features[place]);
    return new RowsView(this.store, this.indices, isAll ? undefined : named);
  }

  private storeIndex(index: number): number {
    return this.indices ? this.indices[index]! : index;
  }

  private sourceOf(name: string): string {
    return this.named?.find(([own]) => own === name)?.[1] ?? name;
  }
}
