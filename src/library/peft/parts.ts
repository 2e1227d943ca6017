/** What adapters are in one layer, and what they make of its weights. */
import type { Parameter } from "../nn/index.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Tensor } from "../tensor/tensor.js";
import type { InitLoraWeights } from "./configValues.js";
import type { Magnitude } from "./dora.js";
import type { AdapterDropout } from "./dropout.js";
import { addScaled } from "./operators.js";

type Float = Tensor<FloatDType>;

/** What an adapter is in one layer. */
export interface AdapterSettings {
  r: number;
  /** Factor of the update. */
  scaling: number;
  dropout: number;
  dora: boolean;
  init: InitLoraWeights;
}

/** One adapter's share in a layer's computation. */
export interface Part {
  /** [r, in] */
  a: Parameter;
  /** [out, r] */
  b: Parameter;
  scaling: number;
  dropout: AdapterDropout;
  magnitude: Magnitude | null;
}

/** How merging changed a layer's weights. */
export interface MergeFigures {
  /** Largest change of a weight. */
  change: number;
  /** Largest error that the weights' dtype makes of the exact sum. */
  rounding: number;
}

/** Adapters of 16-bit layers are float32, as PEFT's. */
export const adapterDType = (base: FloatDType): FloatDType => (base === "float64" ? base : "float32");

/**
 * W + scaling · B A of all parts, each rescaled by its magnitudes where it has some.
 * @param rows W [out, in], in the adapters' dtype
 * @param scaleOf what a part's magnitudes make of each output [out]
 */
export function sumOf(rows: Float, parts: readonly Part[], scaleOf: (part: Part) => Float): Float {
  return parts.reduce((sum, part) => {
    const added = addScaled(sum, ops.matmul(part.b.data, part.a.data), part.scaling);
    return part.magnitude ? ops.mul(added, ops.unsqueeze(scaleOf(part), 1)) : added;
  }, rows);
}

const largest = (x: Float): number => ops.amax(ops.abs(x)).item();

/** @param stored the sum as a layer's dtype holds it, `exact` the sum itself, `before` the weights without it */
export function mergeFigures(stored: Float, exact: Float, before: Float): MergeFigures {
  const after = ops.toDtype(stored, exact.dtype);
  return {
    change: largest(ops.sub(after, ops.toDtype(before, exact.dtype))),
    rounding: largest(ops.sub(after, exact)),
  };
}
