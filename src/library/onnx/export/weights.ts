import type { WeightReader } from "./weightReader.js";

/** The weights of a model by Hugging Face's names. */
export interface ModelWeights {
  /** @throws SummnbError when there is none of this name */
  get(name: string): WeightReader;
  /** Undefined when the model has none of this name, as layers without bias. */
  find(name: string): WeightReader | undefined;
}

/** A linear layer y = (x Wᵀ + b) · scale. */
export interface LinearWeight {
  /** The module's name, such as "encoder.block.0.layer.0.SelfAttention.q". */
  name: string;
  /** [out, in] */
  weight: WeightReader;
  /** [out] */
  bias: WeightReader | undefined;
  /** Folded into weight and bias. */
  scale: number;
  /** Computed in float32 in a float16 model, as its products overflow there. */
  keepFloat32: boolean;
}

export function linearWeight(
  weights: ModelWeights,
  name: string,
  { scale = 1, keepFloat32 = false } = {},
): LinearWeight {
  return {
    name,
    weight: weights.get(`${name}.weight`),
    bias: weights.find(`${name}.bias`),
    scale,
    keepFloat32,
  };
}
