import { SummnbError } from "../errors.js";
import { nearest } from "../nearest.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { operator, Tensor } from "../tensor/tensor.js";

type Float = Tensor<FloatDType>;
type Activation = (x: Float) => Float;

/** An operator of one tensor, with the numbers that follow it. */
function unary(name: string, ...rest: number[]): Activation {
  const call = operator(name);
  return (x) => new Tensor<FloatDType>(call(x.handle, ...rest) as number);
}

const sigmoid = unary("sigmoid");
const clampTo10 = unary("clamp", -10, 10);

const exactGelu: Activation = (x) => ops.gelu(x, "none");
const tanhGelu: Activation = (x) => ops.gelu(x, "tanh");

/**
 * Activations by the names of Hugging Face's ACT2FN, which configs use. Several names are one function that
 * Transformers computes in several ways.
 */
const activations: Record<string, Activation> = {
  gelu: exactGelu,
  gelu_python: exactGelu,
  gelu_10: (x) => clampTo10(exactGelu(x)),
  gelu_new: tanhGelu,
  gelu_fast: tanhGelu,
  gelu_accurate: tanhGelu,
  gelu_pytorch_tanh: tanhGelu,
  gelu_python_tanh: tanhGelu,
  quick_gelu: (x) => ops.mul(x, sigmoid(ops.mulScalar(x, 1.702))),
  leaky_relu: unary("leaky_relu"),
  linear: (x) => x,
  mish: unary("mish"),
  relu: ops.relu,
  relu2: (x) => {
    const positive = ops.relu(x);
    return ops.mul(positive, positive);
  },
  relu6: unary("relu6"),
  sigmoid,
  silu: ops.silu,
  swish: ops.silu,
  tanh: unary("tanh"),
};

/** @throws SummnbError for a name that is not in the table */
export function activation(name: string): Activation {
  const found = Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (found) return found;
  const names = Object.keys(activations);
  const hint = nearest(name, names, " Did you mean ", "?");
  throw new SummnbError(`The activation "${name}" is unknown; summnb has ${names.join(", ")}.${hint}`);
}
