import { Module, Parameter } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { fromArray, type Tensor } from "../../tensor/tensor.js";
import type { Positions } from "../bartFamily/stack.js";

/**
 * Row-major table [count, dim] of sines and cosines (Vaswani et al. 2017, section 3.5,
 * https://arxiv.org/abs/1706.03762), not interleaved: all sines first, then all cosines.
 */
export function sinusoids(count: number, dim: number): Float32Array {
  const table = new Float32Array(count * dim);
  const half = Math.ceil(dim / 2);
  for (let position = 0; position < count; position++)
    for (let i = 0; i < dim; i++) {
      const angle = position / 10000 ** ((2 * (i % half)) / dim);
      table[position * dim + i] = i < half ? Math.sin(angle) : Math.cos(angle);
    }
  return table;
}

/**
 * Vectors of positions by a formula. They are a parameter, because Transformers saves and counts them as one,
 * but no gradient ever reaches them; a checkpoint without them is completed by the formula.
 */
export class SinusoidalPositions extends Module implements Positions {
  readonly weight: Parameter;

  constructor(count: number, dModel: number) {
    super();
    const shape = [count, dModel];
    const fallback = () => fromArray(sinusoids(count, dModel), shape, "float32");
    this.weight = new Parameter(shape, { fallback });
  }

  forward(length: number, offset: number): Tensor<FloatDType> {
    return ops.narrow(ops.detach(this.weight.data), 0, offset, length);
  }
}
