import type { Parameter } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { operator, type Tensor } from "../../tensor/tensor.js";
import { type ParameterGroup, StatefulOptimizer, type Updated } from "./optimizer.js";

const fusedAdamW_ = operator("_fused_adamw_");
const foreachAdd_ = operator("_foreach_add_", "Scalar");

export interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** First and second moment and the number of updates of one parameter. */
type Moments = {
  moment: Tensor<FloatDType>;
  variance: Tensor<FloatDType>;
  step: Tensor<FloatDType>;
};

/**
 * AdamW with decoupled weight decay (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101), by PyTorch's
 * fused kernel: one call for all parameters of a group.
 */
export class AdamW extends StatefulOptimizer<Moments> {
  constructor(
    groups: readonly ParameterGroup[],
    private readonly options: AdamWOptions,
  ) {
    super(groups);
  }

  protected override createState({ data }: Parameter): Moments {
    return {
      moment: ops.zerosLike(data),
      variance: ops.zerosLike(data),
      step: ops.zeros([], "float32", data.device),
    };
  }

  protected override update(
    updated: readonly Updated<Moments>[],
    learningRate: number,
    weightDecay: number,
  ): void {
    const steps = updated.map(({ state }) => state.step.handle);
    foreachAdd_(steps, 1);
    const { beta1, beta2, epsilon } = this.options;
    fusedAdamW_(
      updated.map(({ parameter }) => parameter.data.handle),
      updated.map(({ grad }) => grad.handle),
      updated.map(({ state }) => state.moment.handle),
      updated.map(({ state }) => state.variance.handle),
      [],
      steps,
      learningRate,
      beta1,
      beta2,
      weightDecay,
      epsilon,
      false,
      false,
    );
  }
}
