import type { Parameter } from "../nn/index.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { scope } from "../tensor/scope.js";
import { operator, Tensor } from "../tensor/tensor.js";

const foreachNorm = operator("_foreach_norm", "Scalar");
const foreachMul_ = operator("_foreach_mul_", "Tensor");
const vectorNorm = operator("linalg_vector_norm");
const clampMax = operator("clamp_max");

const wrap = (handle: unknown) => new Tensor<FloatDType>(handle as number);

/** Parameters that backward has given a gradient, with it. Gradients belong to the current scope. */
export function withGradients(
  parameters: readonly Parameter[],
): { parameter: Parameter; grad: Tensor<FloatDType> }[] {
  return parameters.flatMap((parameter) => {
    const { grad } = parameter.data;
    return grad ? [{ parameter, grad }] : [];
  });
}

/**
 * Scales all gradients so that their common L2 norm is at most `maxNorm`, as
 * `torch.nn.utils.clip_grad_norm_`; 0 leaves them. Gives the norm before.
 */
export function clipGradNorm(parameters: readonly Parameter[], maxNorm: number): number {
  return noGrad(() =>
    scope(() => {
      const handles = withGradients(parameters).map(({ grad }) => grad.handle);
      if (handles.length === 0) return 0;
      const norms = (foreachNorm(handles, 2) as number[]).map(wrap);
      const total = wrap(vectorNorm(ops.stack(norms).handle, 2));
      if (maxNorm > 0) {
        const coefficient = ops.mulScalar(reciprocal(ops.addScalar(total, 1e-6)), maxNorm);
        foreachMul_(handles, clampMax(coefficient.handle, 1) as number);
      }
      return total.item();
    }),
  );
}

function reciprocal(x: Tensor<FloatDType>): Tensor<FloatDType> {
  return ops.div(ops.full([], 1, x.dtype, x.device), x);
}

/** Forgets all gradients, so that the next backward starts from nothing. */
export function zeroGrad(parameters: readonly Parameter[]): void {
  for (const parameter of parameters) parameter.data.grad = null;
}
