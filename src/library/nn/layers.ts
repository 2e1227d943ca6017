import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { LongTensor, Tensor } from "../tensor/tensor.js";
import { Module } from "./module.js";
import { Parameter } from "./parameter.js";

type Float = Tensor<FloatDType>;

/** A linear layer or what an adapter has put in its place. */
export interface Projection extends Module {
  forward(x: Float): Float;
}

/** y = x Wᵀ + b. `x` [..., inFeatures] → [..., outFeatures]. */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(
    readonly inFeatures: number,
    readonly outFeatures: number,
    bias: boolean,
    /** One shared with another module, when weights are tied; or one with options of its own. */
    weight?: Parameter,
  ) {
    super();
    this.weight = weight ?? new Parameter([outFeatures, inFeatures]);
    this.bias = bias ? new Parameter([outFeatures]) : null;
  }

  forward(x: Float): Float {
    return ops.linear(x, this.weight.data, this.bias?.data);
  }
}

/** Rows of a table. `ids` [...] → [..., dim]. */
export class Embedding extends Module {
  readonly weight: Parameter;

  constructor(
    readonly numEmbeddings: number,
    readonly dim: number,
    weight?: Parameter,
    /** The row that gets no gradient from look-ups and begins as zeros. */
    readonly paddingIdx?: number,
  ) {
    super();
    this.weight = weight ?? new Parameter([numEmbeddings, dim]);
  }

  forward(ids: LongTensor): Float {
    return ops.embedding(this.weight.data, ids, this.paddingIdx);
  }
}

/**
 * Scales by the root of the mean square; no mean is subtracted and there is no bias (Zhang & Sennrich 2019,
 * https://arxiv.org/abs/1910.07467). In 16 bits LibTorch computes in float32 and rounds once.
 */
export class RMSNorm extends Module {
  readonly weight: Parameter;

  constructor(
    dim: number,
    readonly eps: number,
  ) {
    super();
    this.weight = new Parameter([dim]);
  }

  /** The result has the weight's dtype. */
  forward(x: Float): Float {
    const weight = this.weight.data;
    const { dtype } = weight;
    if (x.dtype === dtype) return ops.rmsNorm(x, weight, this.eps);
    const exact = ops.rmsNorm(ops.toDtype(x, "float32"), ops.toDtype(weight, "float32"), this.eps);
    return ops.toDtype(exact, dtype);
  }
}

/** Mean 0 and variance 1 over the last dimension, then scale and shift (Ba et al. 2016, https://arxiv.org/abs/1607.06450). */
export class LayerNorm extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(
    dim: number,
    readonly eps = 1e-5,
  ) {
    super();
    this.weight = new Parameter([dim]);
    this.bias = new Parameter([dim]);
  }

  forward(x: Float): Float {
    return ops.layerNorm(x, this.weight.data, this.bias.data, this.eps);
  }
}

export class Dropout extends Module {
  constructor(public p: number) {
    super();
  }

  forward(x: Float): Float {
    return ops.dropout(x, this.p, this.training);
  }
}
