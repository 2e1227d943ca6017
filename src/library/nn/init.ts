/** Initialisers of `torch.nn.init`; with the same seed they draw Python's numbers. */
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Parameter } from "./parameter.js";

/** Gives a parameter zeroed memory, when it has none, without a graph around what follows. */
function fresh(parameter: Parameter, device: string, dtype: FloatDType): Parameter {
  if (!parameter.materialized) parameter.data = ops.zeros(parameter.shape, dtype, device);
  return parameter;
}

export interface InitTarget {
  device: string;
  dtype: FloatDType;
}

export function normal(parameter: Parameter, std: number, { device, dtype }: InitTarget): void {
  noGrad(() => ops.normal_(fresh(parameter, device, dtype).data, 0, std));
}

export function constant(parameter: Parameter, value: number, { device, dtype }: InitTarget): void {
  noGrad(() => ops.fill_(fresh(parameter, device, dtype).data, value));
}

/**
 * Uniform in ±gain·√(3 / fan_in) with gain = √(2 / (1 + a²)), fan_in the second extent
 * (He et al. 2015, https://arxiv.org/abs/1502.01852).
 */
export function kaimingUniform(parameter: Parameter, a: number, { device, dtype }: InitTarget): void {
  const bound = Math.sqrt(2 / (1 + a * a)) * Math.sqrt(3 / parameter.shape[1]!);
  noGrad(() => ops.uniform_(fresh(parameter, device, dtype).data, -bound, bound));
}
