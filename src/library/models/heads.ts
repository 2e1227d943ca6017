import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Tensor } from "../tensor/tensor.js";

type Float = Tensor<FloatDType>;

/** [B, L, heads · d] → [B, heads, L, d] */
export function splitHeads(x: Float, heads: number): Float {
  const [rows, length] = x.shape as [number, number];
  return ops.transpose(ops.view(x, [rows, length, heads, -1]), 1, 2);
}

/** [B, heads, L, d] → [B, L, heads · d] */
export function mergeHeads(x: Float): Float {
  const [rows, heads, length, width] = x.shape as [number, number, number, number];
  return ops.reshape(ops.transpose(x, 1, 2), [rows, length, heads * width]);
}
