import {
  activation,
  Dropout,
  Linear,
  Module,
  ModuleList,
  Parameter,
  type Projection,
  RMSNorm,
} from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { LayerCache } from "../cache.js";
import type { CrossInput } from "../decoderInput.js";
import { clampHalf } from "../half.js";
import { T5Attention } from "./attention.js";
import type { T5Config } from "./config.js";

type Float = Tensor<FloatDType>;

/** What both feed-forward layers have: an activation, dropout and the way back to dModel. */
abstract class T5Dense extends Module {
  abstract wo: Projection;
  readonly dropout: Dropout;
  protected readonly activation: (x: Float) => Float;
  /** Its product overflows float16, so it and the hidden states after it stay float32 there. */
  readonly #outWeight: Parameter;

  constructor({ dModel, dFf, dropoutRate, denseActFn }: T5Config) {
    super();
    this.#outWeight = new Parameter([dModel, dFf], { float32InHalf: true });
    this.dropout = new Dropout(dropoutRate);
    this.activation = activation(denseActFn);
  }

  protected createOut({ dModel, dFf }: T5Config): Linear {
    return new Linear(dFf, dModel, false, this.#outWeight);
  }

  protected out(x: Float): Float {
    const dropped = this.dropout.forward(x);
    const half = x.dtype === "float16";
    return this.wo.forward(half ? ops.toDtype(dropped, this.#outWeight.data.dtype) : dropped);
  }
}

/** wo(act(wi x)). */
class T5DenseActDense extends T5Dense {
  wi: Projection;
  wo: Projection;

  constructor(config: T5Config) {
    super(config);
    this.wi = new Linear(config.dModel, config.dFf, false);
    this.wo = this.createOut(config);
  }

  forward(x: Float): Float {
    return this.out(this.activation(this.wi.forward(x)));
  }
}

/** wo(act(wi_0 x) · wi_1 x): the gated linear units of T5 v1.1 (Shazeer 2020, https://arxiv.org/abs/2002.05202). */
class T5DenseGatedActDense extends T5Dense {
  wi_0: Projection;
  wi_1: Projection;
  wo: Projection;

  constructor(config: T5Config) {
    super(config);
    this.wi_0 = new Linear(config.dModel, config.dFf, false);
    this.wi_1 = new Linear(config.dModel, config.dFf, false);
    this.wo = this.createOut(config);
  }

  forward(x: Float): Float {
    return this.out(ops.mul(this.activation(this.wi_0.forward(x)), this.wi_1.forward(x)));
  }
}

/** What the layers of a block share: norm first, dropout and the residual last. */
abstract class T5Layer extends Module {
  readonly layer_norm: RMSNorm;
  readonly dropout: Dropout;

  constructor(config: T5Config) {
    super();
    this.layer_norm = new RMSNorm(config.dModel, config.layerNormEpsilon);
    this.dropout = new Dropout(config.dropoutRate);
  }

  protected residual(x: Float, update: Float): Float {
    return ops.add(x, this.dropout.forward(update));
  }
}

export class T5LayerSelfAttention extends T5Layer {
  readonly SelfAttention: T5Attention;

  constructor(config: T5Config, decoder: boolean, first: boolean) {
    super(config);
    this.SelfAttention = new T5Attention(config, decoder, first, () => this.dropout.p);
  }

  forward(x: Float, bias: Float, cache?: LayerCache): Float {
    const normal = this.layer_norm.forward(x);
    return this.residual(x, this.SelfAttention.forward(normal, normal, bias, cache));
  }
}

export class T5LayerCrossAttention extends T5Layer {
  readonly EncDecAttention: T5Attention;

  constructor(config: T5Config) {
    super(config);
    this.EncDecAttention = new T5Attention(config, true, false, () => this.dropout.p);
  }

  forward(x: Float, source: Float, bias: Float | null, cache?: LayerCache): Float {
    return this.residual(x, this.EncDecAttention.forward(this.layer_norm.forward(x), source, bias, cache));
  }
}

export class T5LayerFF extends T5Layer {
  readonly DenseReluDense: T5DenseActDense | T5DenseGatedActDense;

  constructor(config: T5Config) {
    super(config);
    this.DenseReluDense = config.isGatedAct ? new T5DenseGatedActDense(config) : new T5DenseActDense(config);
  }

  forward(x: Float): Float {
    return this.residual(x, this.DenseReluDense.forward(this.layer_norm.forward(x)));
  }
}

/** Self-attention, in the decoder cross-attention, and the feed-forward layer, each with its residual. */
export class T5Block extends Module {
  readonly layer: ModuleList<T5LayerSelfAttention | T5LayerCrossAttention | T5LayerFF>;
  readonly #self: T5LayerSelfAttention;
  readonly #cross: T5LayerCrossAttention | null;
  readonly #feedForward: T5LayerFF;

  constructor(config: T5Config, decoder: boolean, first: boolean) {
    super();
    this.#self = new T5LayerSelfAttention(config, decoder, first);
    this.#cross = decoder ? new T5LayerCrossAttention(config) : null;
    this.#feedForward = new T5LayerFF(config);
    this.layer = new ModuleList([this.#self, ...(this.#cross ? [this.#cross] : []), this.#feedForward]);
  }

  get selfAttention(): T5Attention {
    return this.#self.SelfAttention;
  }

  /** Null in the encoder. */
  get crossAttention(): T5Attention | null {
    return this.#cross?.EncDecAttention ?? null;
  }

  /** Frees all but its result: within a training step only what backward needs stays alive. */
  forward(x: Float, bias: Float, cross?: CrossInput): Float {
    return scope(() => {
      let hidden = clampHalf(this.#self.forward(x, bias, cross?.selfCache), "overflow");
      if (this.#cross && cross) {
        const { source, bias: sourceBias, crossCache } = cross;
        hidden = clampHalf(this.#cross.forward(hidden, source, sourceBias, crossCache), "overflow");
      }
      return clampHalf(this.#feedForward.forward(hidden), "overflow");
    });
  }
}
