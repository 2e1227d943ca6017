import type { Parameter } from "../../nn/index.js";
import { Updates } from "../../provenance/updates.js";
import { noGrad } from "../../tensor/autograd.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { scope, withoutScope } from "../../tensor/scope.js";
import type { Tensor } from "../../tensor/tensor.js";
import { withGradients } from "../gradients.js";

export interface ParameterGroup {
  parameters: Parameter[];
  weightDecay: number;
  /** Factor of the learning rate, as LoRA+ has for B; 1 when missing. */
  learningRateScale?: number;
}

/** A parameter with its gradient and what the optimizer remembers of it. */
export interface Updated<State> {
  parameter: Parameter;
  grad: Tensor<FloatDType>;
  state: State;
}

export interface Optimizer {
  readonly groups: readonly ParameterGroup[];
  /** Updates every parameter that has a gradient. */
  step(learningRate: number): void;
  /** What it remembers of every parameter, for a checkpoint. */
  states(): Iterable<[Parameter, Record<string, Tensor | number>]>;
  /** Takes over what a checkpoint remembers of a parameter; the tensors are copied to the parameter's device. */
  restore(parameter: Parameter, state: Record<string, Tensor | number>): void;
  /** Frees the states; the optimizer starts anew afterwards. */
  dispose(): void;
}

/** What the optimizers share: groups, a state per parameter, and its end. */
export abstract class StatefulOptimizer<State extends Record<string, Tensor | number>> implements Optimizer {
  readonly #states = new Map<Parameter, State>();
  readonly #updates: Updates;

  constructor(readonly groups: readonly ParameterGroup[]) {
    this.#updates = new Updates(groups.flatMap(({ parameters }) => parameters));
  }

  /** State of a parameter that has its first gradient; its tensors live until `dispose`. */
  protected abstract createState(parameter: Parameter): State;

  /** One update of a group's parameters that have gradients. */
  protected abstract update(
    updated: readonly Updated<State>[],
    learningRate: number,
    weightDecay: number,
  ): void;

  step(learningRate: number): void {
    this.#updates.count++;
    noGrad(() =>
      scope(() => {
        for (const { parameters, weightDecay, learningRateScale = 1 } of this.groups) {
          const updated = withGradients(parameters).map((found) => ({
            ...found,
            state: this.#state(found.parameter),
          }));
          if (updated.length > 0) this.update(updated, learningRate * learningRateScale, weightDecay);
        }
      }),
    );
  }

  #state(parameter: Parameter): State {
    let state = this.#states.get(parameter);
    if (!state) {
      state = withoutScope(() => this.createState(parameter));
      this.#states.set(parameter, state);
    }
    return state;
  }

  states(): Iterable<[Parameter, State]> {
    return this.#states;
  }

  restore(parameter: Parameter, stored: Record<string, Tensor | number>): void {
    const state = this.#state(parameter) as Record<string, Tensor | number>;
    noGrad(() => {
      for (const [key, value] of Object.entries(stored))
        if (typeof value === "number") state[key] = value;
        else ops.copy_(state[key] as Tensor, value);
    });
  }

  dispose(): void {
    for (const state of this.#states.values())
      for (const value of Object.values(state)) if (typeof value !== "number") value.free();
    this.#states.clear();
  }
}
