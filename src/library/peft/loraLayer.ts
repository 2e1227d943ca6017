import { Dropout, init, Linear, Module } from "../nn/index.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Tensor } from "../tensor/tensor.js";
import type { LoraConfig } from "./config.js";

type Float = Tensor<FloatDType>;

/** Holds one module under the adapter's name, as PEFT's module dictionaries do. */
class Named<M extends Module> extends Module {
  constructor(readonly default_: M) {
    super();
  }

  override namedChildren(): [string, Module][] {
    return [["default", this.default_]];
  }
}

/**
 * A frozen linear layer with a low-rank update: y = W x + (alpha / r) · B A dropout(x)
 * (Hu et al. 2021, https://arxiv.org/abs/2106.09685). A has shape [r, in], B [out, r].
 */
export class LoraLinear extends Module {
  readonly base_layer: Linear;
  readonly lora_A: Named<Linear>;
  readonly lora_B: Named<Linear>;
  readonly lora_dropout: Dropout;
  /** Without it, the layer is the base layer: how a base model is compared without a copy of it. */
  enabled = true;

  constructor(
    base: Linear,
    private readonly config: LoraConfig,
  ) {
    super();
    this.base_layer = base;
    this.lora_A = new Named(new Linear(base.inFeatures, config.r, false));
    this.lora_B = new Named(new Linear(config.r, base.outFeatures, false));
    this.lora_dropout = new Dropout(config.loraDropout);
  }

  get a(): Linear {
    return this.lora_A.default_;
  }

  get b(): Linear {
    return this.lora_B.default_;
  }

  /**
   * Draws A (Kaiming uniform) and zeroes B. Both layers' own default initialisation is drawn first, because
   * PEFT does so: the same seed gives the same A. Adapters of 16-bit models are float32, as PEFT's.
   */
  initialize(): void {
    const { device, dtype } = this.base_layer.weight.data;
    const target = { device, dtype: dtype === "float64" ? dtype : ("float32" as const) };
    init.kaimingUniform(this.a.weight, Math.sqrt(5), target);
    init.kaimingUniform(this.b.weight, Math.sqrt(5), target);
    init.kaimingUniform(this.a.weight, Math.sqrt(5), target);
    init.constant(this.b.weight, 0, target);
  }

  forward(x: Float): Float {
    const base = this.base_layer.forward(x);
    if (!this.enabled) return base;
    const { dtype } = this.a.weight.data;
    const input = x.dtype === dtype ? x : ops.toDtype(x, dtype);
    const update = this.b.forward(this.a.forward(this.lora_dropout.forward(input)));
    const scaled = this.config.scaling === 1 ? update : ops.mulScalar(update, this.config.scaling);
    return ops.add(base, scaled.dtype === base.dtype ? scaled : ops.toDtype(scaled, base.dtype));
  }
}
