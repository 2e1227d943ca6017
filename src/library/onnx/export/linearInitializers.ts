/** Weights of linear layers in the layouts that graphs need. Layers that share their input stand side by side. */
import type { Initializer } from "./initializers.js";
import { bytesOf, toFloat16 } from "./numbers.js";
import { elementCount, readAll, type WeightReader } from "./weightReader.js";
import type { LinearWeight } from "./weights.js";

/** Numbers that are read at a time of a large table: 8 MB of float32. */
const chunk = 2 ** 21;

/** "…SelfAttention.q", "…SelfAttention.k" → "…SelfAttention.q+k" */
export function stackedName(layers: readonly LinearWeight[]): string {
  const [first, ...rest] = layers.map(({ name }) => name);
  return [first, ...rest.map((name) => name.slice(name.lastIndexOf(".") + 1))].join("+");
}

export const outputsOf = ({ weight }: LinearWeight): number => weight.shape[0]!;

export const stackedOutputs = (layers: readonly LinearWeight[]): number =>
  layers.reduce((sum, layer) => sum + outputsOf(layer), 0);

/** Weights [out, in] of several layers as one [in, sum of out], which is how MatMul takes them. */
function transposed(layers: readonly LinearWeight[]): Float32Array {
  const total = stackedOutputs(layers);
  const inputs = layers[0]!.weight.shape[1]!;
  const result = new Float32Array(inputs * total);
  let first = 0;
  for (const { weight, scale } of layers) {
    const values = readAll(weight);
    const outputs = weight.shape[0]!;
    for (let row = 0; row < outputs; row++)
      for (let column = 0; column < inputs; column++)
        result[column * total + first + row] = values[row * inputs + column]! * scale;
    first += outputs;
  }
  return result;
}

/** Weights for MatMul, [in, sum of out]. */
export function stackedWeight(layers: readonly LinearWeight[], type: "float32" | "float16"): Initializer {
  return {
    name: `${stackedName(layers)}.weight`,
    type,
    dims: [layers[0]!.weight.shape[1]!, stackedOutputs(layers)],
    *parts() {
      const values = transposed(layers);
      yield bytesOf(type === "float16" ? toFloat16(values) : values);
    },
  };
}

/** Biases [sum of out] in float32, with zeros for layers without; undefined when none has one. */
export function stackedBias(layers: readonly LinearWeight[]): Initializer | undefined {
  if (layers.every(({ bias }) => !bias)) return undefined;
  return {
    name: `${stackedName(layers)}.bias`,
    type: "float32",
    dims: [stackedOutputs(layers)],
    *parts() {
      for (const layer of layers) {
        const values = layer.bias ? readAll(layer.bias) : new Float32Array(outputsOf(layer));
        yield bytesOf(values.map((value) => value * layer.scale));
      }
    },
  };
}

/** A table as it stands in the checkpoint, read piece by piece. */
export function table(name: string, reader: WeightReader, type: "float32" | "float16"): Initializer {
  return {
    name,
    type,
    dims: reader.shape,
    *parts() {
      const total = elementCount(reader.shape);
      for (let start = 0; start < total; start += chunk) {
        const values = reader.read(start, Math.min(chunk, total - start));
        yield bytesOf(type === "float16" ? toFloat16(values) : values);
      }
    },
  };
}
