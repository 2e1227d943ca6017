import { Linear, Module } from "../../nn/index.js";
import { Embedding } from "../../nn/layers.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { LayerCache } from "../cache.js";
import type { T5Config } from "./config.js";
import { PositionBuckets } from "./positionBias.js";

type Float = Tensor<FloatDType>;

/** A linear layer or what an adapter has put in its place. */
export interface Projection extends Module {
  forward(x: Float): Float;
}

/**
 * Multi-head attention without scaling (T5 folds 1/√d into the initialisation) and without biases. The first
 * layer of a stack owns the table of relative position biases that all its layers add.
 */
export class T5Attention extends Module {
  q: Projection;
  k: Projection;
  v: Projection;
  o: Projection;
  readonly relative_attention_bias: Embedding | null;
  readonly #buckets: PositionBuckets;

  constructor(
    private readonly config: T5Config,
    /** Of self-attention in the decoder, which looks back only. */
    decoder: boolean,
    hasRelativeAttentionBias: boolean,
    private readonly dropoutRate: () => number,
  ) {
    super();
    const inner = config.numHeads * config.dKv;
    this.q = new Linear(config.dModel, inner, false);
    this.k = new Linear(config.dModel, inner, false);
    this.v = new Linear(config.dModel, inner, false);
    this.o = new Linear(inner, config.dModel, false);
    this.relative_attention_bias = hasRelativeAttentionBias
      ? new Embedding(config.relativeAttentionNumBuckets, config.numHeads)
      : null;
    const { relativeAttentionNumBuckets, relativeAttentionMaxDistance } = config;
    this.#buckets = new PositionBuckets(!decoder, relativeAttentionNumBuckets, relativeAttentionMaxDistance);
  }

  /** Bias [1, H, queries, keys]; only the stack's first layer has one. */
  positionBias(queries: number, keys: number, offset = 0): Float {
    return this.#buckets.bias(this.relative_attention_bias!.weight.data, queries, keys, offset);
  }

  #heads(x: Float): Float {
    const [rows, length] = x.shape as [number, number];
    return ops.transpose(ops.view(x, [rows, length, this.config.numHeads, this.config.dKv]), 1, 2);
  }

  /** Keys and values [B, H, S, dKv] of `source` [B, S, d]. */
  keysAndValues(source: Float): [keys: Float, values: Float] {
    return [this.#heads(this.k.forward(source)), this.#heads(this.v.forward(source))];
  }

  /**
   * @param x queries' hidden states [B, T, d]
   * @param source keys' hidden states [B, S, d]; ignored for a cross-attention whose cache is filled
   * @param bias broadcasts to [B, H, T, S]
   */
  forward(x: Float, source: Float, bias: Float | null, cache?: LayerCache): Float {
    const queries = cache ? cache.fold(x) : x;
    const [rows, length] = queries.shape as [number, number];
    const query = this.#heads(this.q.forward(queries));
    const [keys, values] = cache
      ? cache.update(() => this.keysAndValues(source))
      : this.keysAndValues(source);
    const p = this.training ? this.dropoutRate() : 0;
    const attended = ops.attention(query, keys, values, bias, p, 1);
    const inner = this.config.numHeads * this.config.dKv;
    const joined = this.o.forward(ops.reshape(ops.transpose(attended, 1, 2), [rows, length, inner]));
    return queries === x ? joined : ops.view(joined, x.shape);
  }
}
