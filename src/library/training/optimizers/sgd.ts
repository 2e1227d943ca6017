import type { Parameter } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { operator, type Tensor } from "../../tensor/tensor.js";
import { type ParameterGroup, StatefulOptimizer, type Updated } from "./optimizer.js";

const foreachAddScaled = operator("_foreach_add", "List");
const foreachAddScaled_ = operator("_foreach_add_", "List");
const foreachMul_ = operator("_foreach_mul_", "Scalar");

/** Without momentum there is nothing to remember. */
type Velocity = { velocity?: Tensor<FloatDType> } & Record<string, Tensor>;

/**
 * Stochastic gradient descent as `torch.optim.SGD`: weight decay is added to the gradient, momentum (0: none)
 * without dampening. The first velocity is the gradient itself, which starting from zeros gives as well.
 */
export class SGD extends StatefulOptimizer<Velocity> {
  constructor(
    groups: readonly ParameterGroup[],
    private readonly momentum = 0,
  ) {
    super(groups);
  }

  protected override createState({ data }: Parameter): Velocity {
    return this.momentum === 0 ? {} : { velocity: ops.zerosLike(data) };
  }

  protected override update(
    updated: readonly Updated<Velocity>[],
    learningRate: number,
    weightDecay: number,
  ): void {
    const parameters = updated.map(({ parameter }) => parameter.data.handle);
    let direction = updated.map(({ grad }) => grad.handle);
    if (weightDecay !== 0) direction = foreachAddScaled(direction, parameters, weightDecay) as number[];
    if (this.momentum !== 0) {
      const velocities = updated.map(({ state }) => state.velocity!.handle);
      foreachMul_(velocities, this.momentum);
      foreachAddScaled_(velocities, direction, 1);
      direction = velocities;
    }
    foreachAddScaled_(parameters, direction, -learningRate);
  }
}
