import type { Parameter } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";
import type { Tensor } from "../../tensor/tensor.js";
import { type ParameterGroup, StatefulOptimizer, type Updated } from "./optimizer.js";

type Float = Tensor<FloatDType>;

export interface AdafactorOptions {
  /** Added to squared gradients. */
  epsilon: number;
  /** Least root mean square that `scaleParameter` takes a parameter to have. */
  leastScale: number;
  /** Updates whose root mean square is larger are scaled down to it. */
  clipThreshold: number;
  /** Exponent of the second moment's decay, 1 - step^decayRate. */
  decayRate: number;
  /** Multiply the rate by the parameter's root mean square. */
  scaleParameter: boolean;
  /** Take a rate that depends on the step alone, instead of the schedule's. */
  relativeStep: boolean;
  /** The relative rate begins small. */
  warmupInit: boolean;
}

/** The values of Transformers' Trainer for `optim: "adafactor"`. */
const trainerOptions: AdafactorOptions = {
  epsilon: 1e-30,
  leastScale: 1e-3,
  clipThreshold: 1,
  decayRate: -0.8,
  scaleParameter: false,
  relativeStep: false,
  warmupInit: false,
};

/** Second moments: of rows and columns for matrices, of every element for vectors; and the number of updates. */
type Moments = { step: number; row?: Float; column?: Float; whole?: Float } & Record<string, Float | number>;

/** `old · decay + fresh · (1 - decay)`, in place. */
function average(old: Float, fresh: Float, decay: number): void {
  ops.copy_(old, ops.add(ops.mulScalar(old, decay), ops.mulScalar(fresh, 1 - decay)));
}

const rootMeanSquare = (x: Float): number => Math.sqrt(ops.sum(ops.mul(x, x)).item() / x.numel);

/**
 * Adafactor (Shazeer & Stern 2018, https://arxiv.org/abs/1804.04235) as Transformers has it, without first
 * moment: a matrix [n, m] costs n + m numbers of state.
 */
export class Adafactor extends StatefulOptimizer<Moments> {
  readonly #options: AdafactorOptions;

  constructor(groups: readonly ParameterGroup[], options: Partial<AdafactorOptions> = {}) {
    super(groups);
    this.#options = { ...trainerOptions, ...options };
  }

  protected override createState({ data }: Parameter): Moments {
    const { shape, dtype, device } = data;
    if (shape.length < 2) return { step: 0, whole: ops.zerosLike(data) };
    const outer = shape.slice(0, -2);
    return {
      step: 0,
      row: ops.zeros([...outer, shape.at(-2)!], dtype, device),
      column: ops.zeros([...outer, shape.at(-1)!], dtype, device),
    };
  }

  protected override update(
    updated: readonly Updated<Moments>[],
    learningRate: number,
    weightDecay: number,
  ): void {
    for (const one of updated) scope(() => this.#updateOne(one, learningRate, weightDecay));
  }

  #updateOne({ parameter, grad, state }: Updated<Moments>, learningRate: number, weightDecay: number): void {
    const { clipThreshold } = this.#options;
    state.step++;
    const rate = this.#rate(parameter.data, state.step, learningRate);
    const direction = this.#normalized(grad, state);
    const clip = Math.max(1, rootMeanSquare(direction) / clipThreshold);
    if (weightDecay !== 0) ops.add_(parameter.data, parameter.data, -weightDecay * rate);
    ops.add_(parameter.data, direction, -rate / clip);
  }

  #rate(weights: Float, step: number, learningRate: number): number {
    const { relativeStep, scaleParameter, warmupInit, leastScale } = this.#options;
    const rate = relativeStep ? Math.min(warmupInit ? 1e-6 * step : 1e-2, 1 / Math.sqrt(step)) : learningRate;
    return scaleParameter ? rate * Math.max(leastScale, rootMeanSquare(weights)) : rate;
  }

  /** The gradient over the root of its (factored) second moment. */
  #normalized(grad: Float, state: Moments): Float {
    const { epsilon, decayRate } = this.#options;
    const decay = 1 - state.step ** decayRate;
    const squared = ops.addScalar(ops.mul(grad, grad), epsilon);
    const { row, column, whole } = state;
    if (whole) {
      average(whole, squared, decay);
      return ops.mul(grad, ops.rsqrt(whole));
    }
    average(row!, ops.mean(squared, -1), decay);
    average(column!, ops.mean(squared, -2), decay);
    const rows = ops.unsqueeze(ops.rsqrt(ops.div(row!, ops.mean(row!, -1, true))), -1);
    const columns = ops.unsqueeze(ops.rsqrt(column!), -2);
    return ops.mul(ops.mul(rows, columns), grad);
  }
}
