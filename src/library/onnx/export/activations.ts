import { SummnbError } from "../../errors.js";
import type { GraphBuilder, Value } from "./graphBuilder.js";

type Activation = (b: GraphBuilder, x: Value) => Value;

const operator =
  (opType: string, attributes: Parameters<GraphBuilder["node"]>[2] = {}): Activation =>
  (b, x) =>
    b.node(opType, [x], attributes);

const exactGelu = operator("Gelu");
const tanhGelu = operator("Gelu", { approximate: "tanh" });
const silu: Activation = (b, x) => b.node("Mul", [x, b.node("Sigmoid", [x])]);

/** The activations of `nn/activations.ts` as nodes of opset 21. */
const activations: Record<string, Activation> = {
  gelu: exactGelu,
  gelu_python: exactGelu,
  gelu_10: (b, x) => b.node("Clip", [exactGelu(b, x), b.float(-10), b.float(10)]),
  gelu_new: tanhGelu,
  gelu_fast: tanhGelu,
  gelu_accurate: tanhGelu,
  gelu_pytorch_tanh: tanhGelu,
  gelu_python_tanh: tanhGelu,
  quick_gelu: (b, x) => b.node("Mul", [x, b.node("Sigmoid", [b.node("Mul", [x, b.float(1.702)])])]),
  leaky_relu: operator("LeakyRelu", { alpha: { float: 0.01 } }),
  linear: (_, x) => x,
  mish: operator("Mish"),
  relu: operator("Relu"),
  relu2: (b, x) => {
    const positive = b.node("Relu", [x]);
    return b.node("Mul", [positive, positive]);
  },
  relu6: (b, x) => b.node("Clip", [x, b.float(0), b.float(6)]),
  sigmoid: operator("Sigmoid"),
  silu,
  swish: silu,
  tanh: operator("Tanh"),
};

/** @throws SummnbError for an activation that has no nodes here */
export function activate(b: GraphBuilder, name: string, x: Value): Value {
  const found = Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (found) return found(b, x);
  throw new SummnbError(
    `A model with the activation "${name}" can't be exported to ONNX; those that can have ${Object.keys(activations).join(", ")}.`,
  );
}
