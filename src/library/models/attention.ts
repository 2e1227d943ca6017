import type { Projection } from "../nn/index.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Tensor } from "../tensor/tensor.js";
import type { LayerCache } from "./cache.js";

type Float = Tensor<FloatDType>;

/** The linear layers of an attention, under whatever names its architecture gives them. */
export interface Projections {
  query: Projection;
  key: Projection;
  value: Projection;
  out: Projection;
}

/** Which positions a query may look at, and how scores are made. */
export interface AttentionOptions {
  heads: number;
  /** Factor of the scores. */
  scale: number;
  /** Added to scores, broadcasts to [B, H, T, S]. */
  bias: Float | null;
  /** Earlier positions only, where T = S; without a bias. */
  causal?: boolean;
  /** Dropout of the weights; 0 outside of training. */
  dropout: number;
}

/** [B, L, heads · d] → [B, heads, L, d] */
function splitHeads(x: Float, heads: number): Float {
  const [rows, length] = x.shape as [number, number];
  return ops.transpose(ops.view(x, [rows, length, heads, -1]), 1, 2);
}

/** [B, heads, L, d] → [B, L, heads · d] */
function mergeHeads(x: Float): Float {
  const [rows, heads, length, width] = x.shape as [number, number, number, number];
  return ops.reshape(ops.transpose(x, 1, 2), [rows, length, heads * width]);
}

/**
 * Multi-head attention (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762).
 * @param x queries' hidden states [B, T, d]
 * @param source keys' hidden states [B, S, d]; ignored for a cross-attention whose cache is filled
 */
export function multiHeadAttention(
  { query, key, value, out }: Projections,
  x: Float,
  source: Float,
  { heads, scale, bias, causal, dropout }: AttentionOptions,
  cache?: LayerCache,
): Float {
  const queries = cache ? cache.fold(x) : x;
  const split = splitHeads(query.forward(queries), heads);
  const compute = (): [keys: Float, values: Float] => [
    splitHeads(key.forward(source), heads),
    splitHeads(value.forward(source), heads),
  ];
  const [keys, values] = cache ? cache.update(compute) : compute();
  const attended = ops.attention(split, keys, values, bias, dropout, scale, causal);
  const joined = out.forward(mergeHeads(attended));
  return queries === x ? joined : ops.view(joined, x.shape);
}
