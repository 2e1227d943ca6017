import { SummnbError } from "../errors.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Tensor } from "../tensor/tensor.js";

type Activation = (x: Tensor<FloatDType>) => Tensor<FloatDType>;

/** Activations by the names that Hugging Face's configs use. */
const activations: Record<string, Activation> = {
  relu: ops.relu,
  gelu: (x) => ops.gelu(x, "none"),
  gelu_new: (x) => ops.gelu(x, "tanh"),
  silu: ops.silu,
};

/** @throws SummnbError for a name that no config of a supported model uses */
export function activation(name: string): Activation {
  const found = activations[name];
  if (!found)
    throw new SummnbError(
      `The activation "${name}" is unknown; summnb has ${Object.keys(activations).join(", ")}.`,
    );
  return found;
}
