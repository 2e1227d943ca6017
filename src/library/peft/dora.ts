import { Module, Parameter } from "../nn/index.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { scope, withoutScope } from "../tensor/scope.js";
import type { Tensor } from "../tensor/tensor.js";
import { addLinear, rowNorms, t, version } from "./operators.js";

type Float = Tensor<FloatDType>;

/** What the direction W + scaling · B A is made of. */
export interface Direction {
  /** The fixed weights, in the layer's own shape and dtype. */
  weight: Float;
  /** Brings weights into the shape [out, in]. */
  turned: (weight: Float) => Float;
  a: Float;
  b: Float;
  scaling: number;
}

/** ‖W + scaling · B A‖ of each output [out], in the dtype of A. */
function directionNorms({ weight, turned, a, b, scaling }: Direction): Float {
  const rows = turned(weight.dtype === a.dtype ? weight : ops.toDtype(weight, a.dtype));
  return rowNorms(addLinear(rows, b, t(a), scaling));
}

/**
 * DoRA's magnitudes m [out]: the layer's weights become m · (W + scaling · B A) / ‖W + scaling · B A‖ (Liu et al.
 * 2024, https://arxiv.org/abs/2402.09353). The norm counts as a constant for gradients, as in section 4.3.
 */
export class Magnitude extends Module {
  readonly weight: Parameter;
  #norms: { key: string; value: Float } | undefined;

  constructor(outFeatures: number) {
    super();
    this.weight = new Parameter([outFeatures]);
  }

  /** The norms as they are at the start, so that the layer begins as it was. */
  initialize(direction: Direction): void {
    this.weight.data = withoutScope(() => noGrad(() => scope(() => directionNorms(direction))));
  }

  /**
   * m / ‖W + scaling · B A‖ [out]. Of an adapter that does not train, the norms are kept; of one that trains, they
   * are new each time, because fused optimizers leave no trace of their changes.
   */
  scale(direction: Direction): Float {
    const { weight, a, b } = direction;
    if (a.requiresGrad || b.requiresGrad) {
      this.dispose();
      return ops.div(
        this.weight.data,
        noGrad(() => scope(() => directionNorms(direction))),
      );
    }
    const key = [weight, a, b].map((x) => `${x.handle}:${version(x)}`).join(" ");
    if (this.#norms?.key !== key) {
      this.dispose();
      const value = withoutScope(() => noGrad(() => scope(() => directionNorms(direction))));
      this.#norms = { key, value };
    }
    return ops.div(this.weight.data, this.#norms!.value);
  }

  dispose(): void {
    this.#norms?.value.free();
    this.#norms = undefined;
  }
}
