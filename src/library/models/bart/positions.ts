import { Module, Parameter } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { Positions } from "../bartFamily/stack.js";

/** Rows that the table has before that of the first position: fairseq counted positions from its padding id on. */
const offsetOfFirst = 2;

/** Learned vectors of positions. */
export class LearnedPositions extends Module implements Positions {
  readonly weight: Parameter;

  constructor(count: number, dModel: number) {
    super();
    this.weight = new Parameter([count + offsetOfFirst, dModel]);
  }

  forward(length: number, offset: number): Tensor<FloatDType> {
    return ops.narrow(this.weight.data, 0, offset + offsetOfFirst, length);
  }
}
