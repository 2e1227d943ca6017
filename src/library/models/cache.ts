import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { Scope } from "../tensor/scope.js";
import type { LongTensor, Tensor } from "../tensor/tensor.js";

type Float = Tensor<FloatDType>;
type KeysAndValues = [keys: Float, values: Float];

/** What an attention layer keeps between the tokens of a generation. */
export interface LayerCache {
  /** Keys and values [B, H, S, d] to attend to; `compute` gives those of the new positions. */
  update(compute: () => KeysAndValues): KeysAndValues;
}

/** Room for `capacity` positions, filled one after the other: no copy of the past at each token. */
class SelfCache implements LayerCache {
  #buffers: KeysAndValues | undefined;

  constructor(private readonly owner: DecoderCache) {}

  update(compute: () => KeysAndValues): KeysAndValues {
    const fresh = compute();
    const { length, capacity } = this.owner;
    const [rows, heads, count, width] = fresh[0].shape as [number, number, number, number];
    this.#buffers ??= this.owner.keep(() =>
      fresh.map((x) => ops.zeros([rows, heads, capacity, width], x.dtype, x.device)),
    ) as KeysAndValues;
    return this.#buffers.map((buffer, i) => {
      ops.copy_(ops.narrow(buffer, 2, length, count), fresh[i]!);
      return ops.narrow(buffer, 2, 0, length + count);
    }) as KeysAndValues;
  }

  reorder(rows: LongTensor): void {
    if (this.#buffers) this.#buffers = this.owner.replace(this.#buffers, rows);
  }
}

/** Computed once a source: the encoder's output does not change. */
class CrossCache implements LayerCache {
  #value: KeysAndValues | undefined;

  constructor(private readonly owner: DecoderCache) {}

  update(compute: () => KeysAndValues): KeysAndValues {
    this.#value ??= this.owner.keep(() => compute().map(ops.contiguous) as KeysAndValues);
    return this.#value;
  }

  reorder(rows: LongTensor): void {
    if (this.#value) this.#value = this.owner.replace(this.#value, rows);
  }
}

/** Keys and values of a decoder during generation. `dispose` frees all of them. */
export class DecoderCache {
  /** Positions that are filled. */
  length = 0;
  readonly self: SelfCache[];
  readonly cross: CrossCache[];
  readonly #scope = new Scope();

  constructor(
    numLayers: number,
    /** Most positions that will be asked for. */
    readonly capacity: number,
  ) {
    this.self = Array.from({ length: numLayers }, () => new SelfCache(this));
    this.cross = Array.from({ length: numLayers }, () => new CrossCache(this));
  }

  /** Makes tensors that live as long as the cache. */
  keep<T>(make: () => T): T {
    return this.#scope.run(make);
  }

  replace(pair: KeysAndValues, rows: LongTensor): KeysAndValues {
    const next = this.keep(() => pair.map((x) => ops.indexSelect(x, 0, rows)) as KeysAndValues);
    for (const old of pair) old.free();
    return next;
  }

  /** Keeps the rows of `rows` [n] in that order: finished rows are dropped, beams change places. */
  reorder(rows: LongTensor): void {
    for (const layer of [...this.self, ...this.cross]) layer.reorder(rows);
  }

  dispose(): void {
    this.#scope.dispose();
  }
}
