import type { TrainingArgumentValues } from "../arguments/index.js";
import { Adafactor } from "./adafactor.js";
import { AdamW } from "./adamw.js";
import type { Optimizer, ParameterGroup } from "./optimizer.js";
import { SGD } from "./sgd.js";

export { Adafactor, type AdafactorOptions } from "./adafactor.js";
export { AdamW, type AdamWOptions } from "./adamw.js";
export type { Optimizer, ParameterGroup } from "./optimizer.js";
export { SGD } from "./sgd.js";

type Make = (groups: readonly ParameterGroup[], args: TrainingArgumentValues) => Optimizer;

const adamw: Make = (groups, { adamBeta1: beta1, adamBeta2: beta2, adamEpsilon: epsilon }) =>
  new AdamW(groups, { beta1, beta2, epsilon });

/** Values of `optim`. Both AdamWs are the fused kernel: it gives the same numbers in fewer calls. */
const optimizers = {
  adamw_torch: adamw,
  adamw_torch_fused: adamw,
  adafactor: (groups) => new Adafactor(groups),
  sgd: (groups) => new SGD(groups),
} satisfies Record<string, Make>;

export type OptimizerName = keyof typeof optimizers;

/** Bytes of an optimizer's state for each byte of a trainable weight. */
export const stateFactors: Record<OptimizerName, number> = {
  adamw_torch: 2,
  adamw_torch_fused: 2,
  // Rows and columns of a matrix: next to nothing.
  adafactor: 0,
  sgd: 0,
};

export const optimizerNames = Object.keys(optimizers) as OptimizerName[];

export function createOptimizer(groups: readonly ParameterGroup[], args: TrainingArgumentValues): Optimizer {
  return optimizers[args.optim](groups, args);
}
