import type { FloatDType } from "../tensor/dtype.js";
import { operator, Tensor } from "../tensor/tensor.js";

type Float = Tensor<FloatDType>;

/** Largest number of float16, and how far below it Transformers stays. */
const largest = 65504;
const reduced = largest - 1000;

const isfinite = operator("isfinite");
const all = operator("all");
const where = operator("where", "Scalar");
const negative = operator("neg");
const clampScalar = operator("clamp");
const clampTensor = operator("clamp", "Tensor");

/** A handle of the raw operators. */
const h = (result: unknown) => result as number;

/** How hidden states are brought back into float16's range. */
const clamps = {
  /** To ±64504 in any case: Pegasus. */
  always: (x: number) => clampScalar(x, -reduced, reduced),
  /** To ±64504 where one of them is not finite: T5 and BART. Decided on the device, without waiting for it. */
  overflow: (x: number) => {
    const limit = h(where(h(all(h(isfinite(x)))), largest, reduced));
    return clampTensor(x, h(negative(limit)), limit);
  },
};

export type HalfClamp = keyof typeof clamps;

/**
 * Brings infinite values of float16 hidden states back, as Transformers does in models that were trained in
 * formats of a wider range. Other dtypes are left as they are.
 */
export function clampHalf(x: Float, when: HalfClamp): Float {
  return x.dtype === "float16" ? new Tensor<FloatDType>(h(clamps[when](x.handle))) : x;
}
