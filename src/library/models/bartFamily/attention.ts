import { Dropout, Linear, Module, type Projection } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import type { Tensor } from "../../tensor/tensor.js";
import { type AttentionOptions, multiHeadAttention } from "../attention.js";
import type { LayerCache } from "../cache.js";

type Float = Tensor<FloatDType>;

/** Which positions a query may look at. */
export type AttentionMask = Pick<AttentionOptions, "bias" | "causal">;

/** Multi-head attention, scaled by 1/√d and with biases. */
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

  /** See `multiHeadAttention`. */
  forward(x: Float, source: Float, mask: AttentionMask, cache?: LayerCache): Float {
    const projections = { query: this.q_proj, key: this.k_proj, value: this.v_proj, out: this.out_proj };
    const dropout = this.training ? this.dropout.p : 0;
    const options = { ...mask, heads: this.heads, scale: this.#scale, dropout };
    return multiHeadAttention(projections, x, source, options, cache);
  }
}
