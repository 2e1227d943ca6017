import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { scope } from "../tensor/scope.js";
import type { LongTensor, Tensor } from "../tensor/tensor.js";

/** The lowest finite number of a dtype: added to a score, it takes a position out of the softmax. */
const lowest: Record<FloatDType, number> = {
  float64: -Number.MAX_VALUE,
  float32: -3.4028234663852886e38,
  bfloat16: -3.3895313892515355e38,
  float16: -65504,
};

/** `mask` [B, S] of ones and zeros → what is added to scores, [B, 1, 1, S]. */
export function paddingBias(mask: LongTensor, dtype: FloatDType): Tensor<FloatDType> {
  return scope(() => {
    const [rows, length] = mask.shape as [number, number];
    const zero = ops.zeros([rows, 1, 1, length], dtype, mask.device);
    return ops.maskedFill(zero, ops.equals(ops.view(mask, [rows, 1, 1, length]), 0), lowest[dtype]);
  });
}

/**
 * Bias that hides later positions from `length` queries that come after `past` keys,
 * [1, 1, length, past + length].
 */
export function causalBias(length: number, dtype: FloatDType, device: string, past = 0): Tensor<FloatDType> {
  const shape = [1, 1, length, past + length];
  return scope(() => ops.triu(ops.full(shape, lowest[dtype], dtype, device), past + 1));
}
