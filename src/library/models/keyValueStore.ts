import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { Scope, scope } from "../tensor/scope.js";
import { longTensor, type Tensor } from "../tensor/tensor.js";

type Float = Tensor<FloatDType>;

/**
 * Keys and values of all self-attention layers in one tensor [2 · layers, rows, H, capacity, d]. When beams
 * change places, one operator copies what is filled into a second tensor, and the two change roles.
 */
export class KeyValueStore {
  #used: Float;
  #spare: Float | undefined;
  #rows: number;
  readonly #buffers = new Scope();
  /** Owns the layers' views. */
  #views = new Scope();
  #layers: [keys: Float, values: Float][];
  readonly #allocate: (rows: number) => Float;

  /** @param first keys or values [rows, H, T, d] of one layer */
  constructor(
    private readonly count: number,
    capacity: number,
    first: Float,
  ) {
    const { dtype, device } = first;
    const [rows, heads, , width] = first.shape as [number, number, number, number];
    this.#allocate = (some) =>
      this.#buffers.run(() => ops.empty([2 * count, some, heads, capacity, width], dtype, device));
    this.#rows = rows;
    this.#used = this.#allocate(rows);
    this.#layers = this.#makeViews();
  }

  /** Room [rows, H, capacity, d] for the keys and for the values of a layer. */
  layer(index: number): [keys: Float, values: Float] {
    return this.#layers[index]!;
  }

  /** Puts the rows in the order of `rows`, of which `length` positions are filled. */
  reorder(rows: readonly number[], length: number): void {
    if (rows.length === this.#rows && rows.every((row, i) => row === i)) return;
    const source = this.#used;
    if (this.#spare && this.#spare.shape[1]! < rows.length) {
      this.#spare.free();
      this.#spare = undefined;
    }
    const target = this.#spare ?? this.#allocate(rows.length);
    scope(() => {
      const index = ops.toDevice(longTensor(rows), source.device);
      const place = ops.narrow(ops.narrow(target, 1, 0, rows.length), 3, 0, length);
      ops.indexSelectInto(place, ops.narrow(source, 3, 0, length), 1, index);
    });
    this.#used = target;
    this.#spare = source;
    this.#rows = rows.length;
    this.#views.dispose();
    this.#views = new Scope();
    this.#layers = this.#makeViews();
  }

  dispose(): void {
    this.#views.dispose();
    this.#buffers.dispose();
  }

  #makeViews(): [keys: Float, values: Float][] {
    return this.#views.run(() => {
      const rows = ops.narrow(this.#used, 1, 0, this.#rows);
      return Array.from({ length: this.count }, (_, i) => [
        ops.select(rows, 0, 2 * i),
        ops.select(rows, 0, 2 * i + 1),
      ]);
    });
  }
}
