/**
 * How linear layers and tables are stored and computed. Everything else (norms, softmax, residuals, keys and values,
 * inputs and outputs) is float32 in all of them.
 */
import type { GraphBuilder, Value } from "./graphBuilder.js";
import { stackedBias, stackedName, stackedOutputs, stackedWeight, table } from "./linearInitializers.js";
import { bytesOf } from "./numbers.js";
import { type Quantized, quantizeLayers, quantizeTable } from "./quantize.js";
import type { WeightReader } from "./weightReader.js";
import type { LinearWeight } from "./weights.js";

/** The output layer: a table [vocabulary, d] that may also be that of the input embeddings. */
export interface HeadWeight {
  /** The table's name in the checkpoint. */
  name: string;
  reader: WeightReader;
  /** Added to the logits, [vocabulary]; undefined where it is zeros. */
  bias: WeightReader | undefined;
}

export interface Precision {
  /** Between a file's name and its ending, as transformers.js and Optimum have them. */
  suffix: string;
  /** x [..., in] → [..., sum of out], all layers side by side, without their biases. */
  multiply(b: GraphBuilder, x: Value, layers: readonly LinearWeight[]): Value;
  /** ids [...] → rows of a table [..., d] as float32. */
  lookUp(b: GraphBuilder, ids: Value, name: string, reader: WeightReader): Value;
  /** Hidden states [rows, d] → logits [rows, vocabulary], without a bias. */
  head(b: GraphBuilder, hidden: Value, head: HeadWeight): Value;
}

const float32: Precision = {
  suffix: "",
  multiply: (b, x, layers) => b.node("MatMul", [x, b.initializers.add(stackedWeight(layers, "float32"))]),
  lookUp: (b, ids, name, reader) =>
    b.node("Gather", [b.initializers.add(table(name, reader, "float32")), ids]),
  // Gemm takes the table as it is, so that a shared one is in the file once.
  head: (b, hidden, { name, reader }) =>
    b.node("Gemm", [hidden, b.initializers.add(table(name, reader, "float32"))], { transB: 1 }),
};

const float16: Precision = {
  suffix: "_fp16",
  multiply(b, x, layers) {
    const weight = b.initializers.add(stackedWeight(layers, "float16"));
    if (layers.some(({ keepFloat32 }) => keepFloat32))
      return b.node("MatMul", [x, b.cast(weight, "float32")]);
    return b.cast(b.node("MatMul", [b.cast(x, "float16"), weight]), "float32");
  },
  lookUp: (b, ids, name, reader) =>
    b.cast(b.node("Gather", [b.initializers.add(table(name, reader, "float16")), ids]), "float32"),
  head(b, hidden, { name, reader }) {
    const weight = b.initializers.add(table(name, reader, "float16"));
    return b.cast(b.node("Gemm", [b.cast(hidden, "float16"), weight], { transB: 1 }), "float32");
  },
};

/** x as whole numbers of 8 bits with the scale and zero point of this run's values, made once for all who need it. */
function quantizedInput(b: GraphBuilder, x: Value): Value[] {
  const names = b.once(`${x} quantized`, () => b.nodes("DynamicQuantizeLinear", [x], {}, 3).join("\n"));
  return names.split("\n");
}

/** Adds whole numbers and their scales, which are made once for both. */
function addQuantized(
  b: GraphBuilder,
  name: string,
  quantize: () => Quantized,
  dims: { values: readonly number[]; scales: readonly number[] },
): { values: Value; scales: Value } {
  let known: Float32Array | undefined;
  const values = b.initializers.add({
    name: `${name}_quantized`,
    type: "int8",
    dims: dims.values,
    *parts() {
      const quantized = quantize();
      known = quantized.scales;
      yield bytesOf(quantized.values);
    },
  });
  const scales = b.initializers.add({
    name: `${name}_scale`,
    type: "float32",
    dims: dims.scales,
    parts: () => [bytesOf(known ?? quantize().scales)],
  });
  return { values, scales };
}

/** The form that onnxruntime makes one kernel of: whole numbers multiplied, then both scales. */
function multiplyQuantized(b: GraphBuilder, x: Value, layers: readonly LinearWeight[]): Value {
  const channels = stackedOutputs(layers);
  const { values, scales } = addQuantized(b, `${stackedName(layers)}.weight`, () => quantizeLayers(layers), {
    values: [layers[0]!.weight.shape[1]!, channels],
    scales: [channels],
  });
  const zero = b.initializers.values("weight_zero_point", "int8", [], Int8Array.of(0));
  const [whole, scale, inputZero] = quantizedInput(b, x) as [Value, Value, Value];
  const product = b.cast(b.node("MatMulInteger", [whole, values, inputZero, zero]), "float32");
  return b.node("Mul", [product, b.node("Mul", [scale, scales])]);
}

const int8: Precision = {
  suffix: "_quantized",
  multiply: multiplyQuantized,
  lookUp(b, ids, name, reader) {
    const [rows] = reader.shape as [number, number];
    const dims = { values: reader.shape, scales: [rows, 1] };
    const { values, scales } = addQuantized(b, `${name}.rows`, () => quantizeTable(reader), dims);
    const row = b.cast(b.node("Gather", [values, ids]), "float32");
    return b.node("Mul", [row, b.node("Gather", [scales, ids])]);
  },
  head: (b, hidden, { name, reader }) =>
    multiplyQuantized(b, hidden, [
      { name: name.replace(/\.weight$/, ""), weight: reader, bias: undefined, scale: 1, keepFloat32: false },
    ]),
};

export const precisions = { float32, float16, int8 } as const satisfies Record<string, Precision>;

/** Element type of an exported model's weights. */
export type OnnxDType = keyof typeof precisions;

/** Layers that share their input x [..., in], with their biases; the outputs [..., out] of each. */
export function linear(
  b: GraphBuilder,
  precision: Precision,
  x: Value,
  layers: readonly LinearWeight[],
): Value[] {
  const product = precision.multiply(b, x, layers);
  const bias = stackedBias(layers);
  const sum = bias ? b.node("Add", [product, b.initializers.add(bias)]) : product;
  if (layers.length === 1) return [sum];
  const lengths = layers.map(({ weight }) => weight.shape[0]!);
  return b.nodes("Split", [sum, b.ints(lengths)], { axis: -1 }, layers.length);
}
