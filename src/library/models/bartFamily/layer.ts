import { activation, Dropout, LayerNorm, Linear, Module, type Projection } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { CrossInput } from "../decoderInput.js";
import { clampHalf, type HalfClamp } from "../half.js";
import { Attention, type AttentionMask } from "./attention.js";
import type { BartFamilyConfig, Side } from "./config.js";

type Float = Tensor<FloatDType>;
type Update = (x: Float) => Float;

/** Where a layer normalises, around one update with its residual. */
const residuals = {
  /** As the first transformers and BART: what leaves is normal. */
  post: (x: Float, norm: LayerNorm, update: Update) => norm.forward(ops.add(x, update(x))),
  /** As Pegasus: what enters the update is normal; the stack ends with a norm. */
  pre: (x: Float, norm: LayerNorm, update: Update) => ops.add(x, update(norm.forward(x))),
};

export type NormPlacement = keyof typeof residuals;

/** How an architecture's layers differ from those of its relatives. */
export interface LayerStyle {
  norm: NormPlacement;
  /** What an encoder's layer does about float16's largest number. */
  halfClamp: HalfClamp;
}

/** Self-attention, in the decoder cross-attention, and the feed-forward layer, each with its residual. */
export class Layer extends Module {
  readonly self_attn: Attention;
  readonly self_attn_layer_norm: LayerNorm;
  readonly encoder_attn: Attention | null;
  readonly encoder_attn_layer_norm: LayerNorm | null;
  fc1: Projection;
  fc2: Projection;
  readonly final_layer_norm: LayerNorm;
  readonly dropout: Dropout;
  readonly activation_dropout: Dropout;
  readonly #activation: Update;

  constructor(
    config: BartFamilyConfig,
    side: Side,
    private readonly style: LayerStyle,
  ) {
    super();
    const { dModel, attentionDropout } = config;
    const { attentionHeads, ffnDim } = config[side];
    const decoder = side === "decoder";
    const attention = () => new Attention(dModel, attentionHeads, attentionDropout);
    this.self_attn = attention();
    this.self_attn_layer_norm = new LayerNorm(dModel);
    this.encoder_attn = decoder ? attention() : null;
    this.encoder_attn_layer_norm = decoder ? new LayerNorm(dModel) : null;
    this.fc1 = new Linear(dModel, ffnDim, true);
    this.fc2 = new Linear(ffnDim, dModel, true);
    this.final_layer_norm = new LayerNorm(dModel);
    this.dropout = new Dropout(config.dropout);
    this.activation_dropout = new Dropout(config.activationDropout);
    this.#activation = activation(config.activationFunction);
  }

  #feedForward(x: Float): Float {
    return this.fc2.forward(this.activation_dropout.forward(this.#activation(this.fc1.forward(x))));
  }

  /** Frees all but its result: within a training step only what backward needs stays alive. */
  forward(x: Float, mask: AttentionMask, cross?: CrossInput): Float {
    return scope(() => {
      const residual = (input: Float, norm: LayerNorm, update: Update) =>
        residuals[this.style.norm](input, norm, (normal) => this.dropout.forward(update(normal)));
      let hidden = residual(x, this.self_attn_layer_norm, (h) =>
        this.self_attn.forward(h, h, mask, cross?.selfCache),
      );
      if (this.encoder_attn && cross) {
        const { source, bias, crossCache } = cross;
        hidden = residual(hidden, this.encoder_attn_layer_norm!, (h) =>
          this.encoder_attn!.forward(h, source, { bias, causal: false }, crossCache),
        );
      }
      hidden = residual(hidden, this.final_layer_norm, (h) => this.#feedForward(h));
      return this.encoder_attn ? hidden : clampHalf(hidden, this.style.halfClamp);
    });
  }
}
