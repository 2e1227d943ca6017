import type { Parameter } from "../nn/index.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { scope, withoutScope } from "../tensor/scope.js";
import { operator, type Tensor } from "../tensor/tensor.js";
import { withGradients } from "./gradients.js";

const fusedAdamW_ = operator("_fused_adamw_");
const foreachAdd_ = operator("_foreach_add_", "Scalar");

export interface ParameterGroup {
  parameters: Parameter[];
  weightDecay: number;
}

export interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** First and second moment and the number of updates of one parameter. */
interface State {
  moment: Tensor<FloatDType>;
  variance: Tensor<FloatDType>;
  step: Tensor<FloatDType>;
}

/**
 * AdamW with decoupled weight decay (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101), by PyTorch's
 * fused kernel: one call for all parameters of a group.
 */
export class AdamW {
  readonly #states = new Map<Parameter, State>();

  constructor(
    readonly groups: readonly ParameterGroup[],
    private readonly options: AdamWOptions,
  ) {}

  /** Updates every parameter that has a gradient. */
  step(learningRate: number): void {
    noGrad(() =>
      scope(() => {
        for (const group of this.groups) this.#stepGroup(group, learningRate);
      }),
    );
  }

  #stepGroup({ parameters, weightDecay }: ParameterGroup, learningRate: number): void {
    const updated = withGradients(parameters);
    if (updated.length === 0) return;
    const states = updated.map(({ parameter }) => this.#state(parameter));
    const steps = states.map((state) => state.step.handle);
    foreachAdd_(steps, 1);
    const { beta1, beta2, epsilon } = this.options;
    fusedAdamW_(
      updated.map(({ parameter }) => parameter.data.handle),
      updated.map(({ grad }) => grad.handle),
      states.map((state) => state.moment.handle),
      states.map((state) => state.variance.handle),
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

  #state(parameter: Parameter): State {
    const known = this.#states.get(parameter);
    if (known) return known;
    const { data } = parameter;
    const state = withoutScope(() => ({
      moment: ops.zerosLike(data),
      variance: ops.zerosLike(data),
      step: ops.zeros([], "float32", data.device),
    }));
    this.#states.set(parameter, state);
    return state;
  }

  /** Frees the moments; the optimizer starts anew afterwards. */
  dispose(): void {
    for (const { moment, variance, step } of this.#states.values())
      for (const tensor of [moment, variance, step]) tensor.free();
    this.#states.clear();
  }
}
