import { Module } from "../nn/index.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Tensor } from "../tensor/tensor.js";

/** Dropout of an adapter's input. No `nn.Dropout`: what sets the model's dropouts leaves this one alone. */
export class AdapterDropout extends Module {
  constructor(readonly p: number) {
    super();
  }

  /** Whether it does anything now. */
  get isOn(): boolean {
    return this.training && this.p > 0;
  }

  forward(x: Tensor<FloatDType>): Tensor<FloatDType> {
    return ops.dropout(x, this.p, this.training);
  }
}
