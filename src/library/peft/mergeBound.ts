import { SummnbError } from "../errors.js";
import type { FloatDType } from "../tensor/dtype.js";

/**
 * The largest difference of a logit that merging may make. A sum in float32 changes logits by some 1e-5; weights of 16
 * bits are rounded once more, which logits of 10 to 20 show in the first decimal.
 */
const bounds: Record<FloatDType, number> = { float64: 1e-3, float32: 1e-3, bfloat16: 1, float16: 0.25 };

/** @throws SummnbError when merging changed a logit by more than the bound, or made it no number */
export function refuseBeyond(difference: number, dtype: FloatDType, bound = bounds[dtype]): void {
  if (difference <= bound) return;
  throw new SummnbError(
    `Merging would change a logit by ${difference.toPrecision(3)}, more than the ${bound} that maxLogitDifference allows, so nothing was merged; merge in float32, or allow more.`,
  );
}
