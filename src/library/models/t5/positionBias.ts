import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { scope, withoutScope } from "../../tensor/scope.js";
import { type LongTensor, longTensor, type Tensor } from "../../tensor/tensor.js";

/**
 * The bucket of a distance `key - query` (Raffel et al. 2020, section 2.1): exact up to half of the buckets,
 * logarithmic up to `maxDistance`, the last one beyond. Bidirectional attention uses one half for each
 * direction. Rounds as float32 does in Transformers.
 */
export function relativePositionBucket(
  distance: number,
  bidirectional: boolean,
  numBuckets: number,
  maxDistance: number,
): number {
  let offset = 0;
  let buckets = numBuckets;
  let n = distance;
  if (bidirectional) {
    buckets = Math.floor(buckets / 2);
    if (n > 0) offset = buckets;
    n = Math.abs(n);
  } else n = -Math.min(n, 0);
  const exact = Math.floor(buckets / 2);
  if (n < exact) return offset + n;
  const { fround } = Math;
  const ratio = fround(fround(Math.log(fround(n / exact))) / fround(Math.log(maxDistance / exact)));
  const logarithmic = exact + Math.trunc(fround(ratio * (buckets - exact)));
  return offset + Math.min(logarithmic, buckets - 1);
}

/** Distances covered by a fresh table; it doubles when a longer sequence comes. */
const initialReach = 1024;

/** Looks up T5's learned bias for every pair of query and key. One table of buckets serves all lengths. */
export class PositionBuckets {
  #table: LongTensor | undefined;
  #reach = 0;

  constructor(
    private readonly bidirectional: boolean,
    private readonly numBuckets: number,
    private readonly maxDistance: number,
  ) {}

  #tableFor(length: number, device: string): LongTensor {
    if (this.#table && this.#reach >= length && this.#table.device === device) return this.#table;
    this.free();
    this.#reach = Math.max(initialReach, 2 ** Math.ceil(Math.log2(length)));
    const buckets = Array.from({ length: 2 * this.#reach + 1 }, (_, i) =>
      relativePositionBucket(i - this.#reach, this.bidirectional, this.numBuckets, this.maxDistance),
    );
    this.#table = withoutScope(() => scope(() => ops.toDevice(longTensor(buckets), device)));
    return this.#table;
  }

  /** Forgets the table; the next use makes it anew. */
  free(): void {
    this.#table?.free();
    this.#table = undefined;
  }

  /**
   * The bias [1, heads, queries, keys] from `weight` [buckets, heads]. The first query stands at
   * position `offset` of the keys.
   */
  bias(weight: Tensor<FloatDType>, queries: number, keys: number, offset = 0): Tensor<FloatDType> {
    const { device } = weight;
    const table = this.#tableFor(Math.max(keys, queries + offset), device);
    return scope(() => {
      const query = ops.unsqueeze(ops.addScalar(ops.arange(queries, device), offset - this.#reach), 1);
      const distance = ops.sub(ops.unsqueeze(ops.arange(keys, device), 0), query);
      const buckets = ops.indexSelect(table, 0, ops.reshape(distance, [queries * keys]));
      const values = ops.view(ops.embedding(weight, buckets), [queries, keys, -1]);
      return ops.contiguous(ops.unsqueeze(ops.permute(values, [2, 0, 1]), 0));
    });
  }
}
