import { Dropout, Linear, Module, type Projection } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { LayerCache } from "../cache.js";
import { mergeHeads, splitHeads } from "../heads.js";

type Float = Tensor<FloatDType>;

/** Which positions a query may look at. */
export interface AttentionMask {
  /** Added to scores, broadcasts to [B, H, T, S]. */
  bias: Float | null;
  /** Earlier positions only; without a bias. */
  causal: boolean;
}

/** Multi-head attention, scaled by 1/√d and with biases (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762). */
export class Attention extends Module {
  // In the order of Transformers' modules: LoRA's first weights are drawn in it.
  k_proj: Projection;
  v_proj: Projection;
  q_proj: Projection;
  out_proj: Projection;
  readonly dropout: Dropout;
  readonly #scale: number;

  constructor(
    dModel: number,
    private readonly heads: number,
    attentionDropout: number,
  ) {
    super();
    this.k_proj = new Linear(dModel, dModel, true);
    this.v_proj = new Linear(dModel, dModel, true);
    this.q_proj = new Linear(dModel, dModel, true);
    this.out_proj = new Linear(dModel, dModel, true);
    this.dropout = new Dropout(attentionDropout);
    this.#scale = (dModel / heads) ** -0.5;
  }

  /**
   * @param x queries' hidden states [B, T, d]
   * @param source keys' hidden states [B, S, d]; ignored for a cross-attention whose cache is filled
   */
  forward(x: Float, source: Float, { bias, causal }: AttentionMask, cache?: LayerCache): Float {
    const queries = cache ? cache.fold(x) : x;
    const query = splitHeads(this.q_proj.forward(queries), this.heads);
    const compute = (): [keys: Float, values: Float] => [
      splitHeads(this.k_proj.forward(source), this.heads),
      splitHeads(this.v_proj.forward(source), this.heads),
    ];
    const [keys, values] = cache ? cache.update(compute) : compute();
    const p = this.training ? this.dropout.p : 0;
    const attended = ops.attention(query, keys, values, bias, p, this.#scale, causal);
    const joined = this.out_proj.forward(mergeHeads(attended));
    return queries === x ? joined : ops.view(joined, x.shape);
  }
}
