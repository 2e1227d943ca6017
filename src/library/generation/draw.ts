import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { type LongTensor, longTensor, type Tensor } from "../tensor/tensor.js";
import * as own from "./ops.js";

/**
 * Draws `n` columns for every row of `weights` [rows, columns], without putting back, as `torch.multinomial` on a
 * batch of `total` rows draws them for its rows `places`. What a row draws depends on its place and on how many
 * rows there are; rows that have ended are drawn for as well, so that the others get the numbers that Transformers
 * gives them.
 */
export function draw(
  weights: Tensor<FloatDType>,
  n: number,
  places: readonly number[],
  total: number,
): LongTensor {
  if (places.length === total) return own.multinomial(weights, n);
  const { dtype, device } = weights;
  const index = ops.toDevice(longTensor(places), device);
  const whole = ops.full([total, weights.shape[1]!], 1, dtype, device);
  own.indexCopy_(whole, 0, index, weights);
  return ops.indexSelect(own.multinomial(whole, n), 0, index);
}
