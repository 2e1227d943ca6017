import { Embedding, Linear, Module, type Projection } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import type { Tensor } from "../../tensor/tensor.js";
import { multiHeadAttention } from "../attention.js";
import type { LayerCache } from "../cache.js";
import type { T5Config } from "./config.js";
import { PositionBuckets } from "./positionBias.js";

type Float = Tensor<FloatDType>;

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

  protected override freeKept(): void {
    this.#buckets.free();
  }

  /** See `multiHeadAttention`. */
  forward(x: Float, source: Float, bias: Float | null, cache?: LayerCache): Float {
    const projections = { query: this.q, key: this.k, value: this.v, out: this.o };
    const dropout = this.training ? this.dropoutRate() : 0;
    const options = { heads: this.config.numHeads, scale: 1, bias, dropout };
    return multiHeadAttention(projections, x, source, options, cache);
  }
}
