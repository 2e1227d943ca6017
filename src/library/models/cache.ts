import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { Scope, scope } from "../tensor/scope.js";
import { longTensor, type Tensor } from "../tensor/tensor.js";
import { KeyValueStore } from "./keyValueStore.js";

type Float = Tensor<FloatDType>;
export type KeysAndValues = [keys: Float, values: Float];

/** What an attention layer keeps between the tokens of a generation. */
export interface LayerCache {
  /** Keys and values [B, H, S, d] to attend to; `compute` gives those of the new positions. */
  update(compute: () => KeysAndValues): KeysAndValues;
  /**
   * The queries' hidden states x [rows, T, d] in as many rows as the keys have: rows that share a source become
   * queries of one attention, [sources, rows / sources · T, d]. The layer gives its result in x's shape again.
   */
  fold(x: Float): Float;
}

/** Room for `capacity` positions, filled one after the other: no copy of the past at each token. */
class SelfCache implements LayerCache {
  constructor(
    private readonly owner: DecoderCache,
    private readonly layer: number,
  ) {}

  update(compute: () => KeysAndValues): KeysAndValues {
    const fresh = compute();
    const { length } = this.owner;
    const count = fresh[0].shape[2]!;
    const room = this.owner.storeFor(fresh[0]).layer(this.layer);
    return room.map((place, i) => {
      ops.copy_(ops.narrow(place, 2, length, count), fresh[i]!);
      return ops.narrow(place, 2, 0, length + count);
    }) as KeysAndValues;
  }

  fold(x: Float): Float {
    return x;
  }
}

/** Computed once a source: the encoder's output does not change, and all results of a source share it. */
class CrossCache implements LayerCache {
  #value: KeysAndValues | undefined;

  constructor(private readonly owner: DecoderCache) {}

  update(compute: () => KeysAndValues): KeysAndValues {
    this.#value ??= this.owner.keep(() => compute().map(ops.contiguous) as KeysAndValues);
    return this.#value;
  }

  fold(x: Float): Float {
    const [rows, length, width] = x.shape as [number, number, number];
    const sources = this.#value?.[0].shape[0] ?? rows;
    return sources === rows ? x : ops.reshape(x, [sources, (rows / sources) * length, width]);
  }

  select(sources: readonly number[]): void {
    const old = this.#value;
    if (!old) return;
    scope(() => {
      const index = ops.toDevice(longTensor(sources), old[0].device);
      this.#value = this.owner.keep(() => old.map((x) => ops.indexSelect(x, 0, index)) as KeysAndValues);
    });
    for (const tensor of old) tensor.free();
  }
}

/** Keys and values of a decoder during generation. `dispose` frees all of them. */
export class DecoderCache {
  /** Positions that are filled. */
  length = 0;
  readonly self: SelfCache[];
  readonly cross: CrossCache[];
  readonly #scope = new Scope();
  #store: KeyValueStore | undefined;

  constructor(
    numLayers: number,
    /** Most positions that will be asked for. */
    readonly capacity: number,
  ) {
    this.self = Array.from({ length: numLayers }, (_, layer) => new SelfCache(this, layer));
    this.cross = Array.from({ length: numLayers }, () => new CrossCache(this));
  }

  /** Makes tensors that live as long as the cache. */
  keep<T>(make: () => T): T {
    return this.#scope.run(make);
  }

  /** Where self-attention's keys and values go, as wide as a layer's first ones [rows, H, T, d]. */
  storeFor(first: Float): KeyValueStore {
    this.#store ??= new KeyValueStore(this.self.length, this.capacity, first);
    return this.#store;
  }

  /** Puts the rows of these numbers in this order; a row may come several times, when it becomes several beams. */
  reorder(rows: readonly number[]): void {
    this.#store?.reorder(rows, this.length);
  }

  /** Keeps the sources of these numbers; their rows are kept by `reorder`. */
  keepSources(sources: readonly number[]): void {
    for (const layer of this.cross) layer.select(sources);
  }

  dispose(): void {
    this.#store?.dispose();
    this.#scope.dispose();
  }
}
