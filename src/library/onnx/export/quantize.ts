/** Weights as whole numbers of 8 bits, one scale for each output channel. */
import { outputsOf, stackedOutputs } from "./linearInitializers.js";
import type { WeightReader } from "./weightReader.js";
import type { LinearWeight } from "./weights.js";

/** Unsigned numbers around this zero point. Signed ones saturate on processors without VNNI: their kernels add pairs
 * of products in 16 bits. */
export const zeroPoint = 128;
const largest = 127;

/** Rows that are read at a time of a large table. */
const rowsAtOnce = 256;

export interface Quantized {
  /** [in, sum of out], `zeroPoint` for 0 */
  values: Uint8Array;
  /** [sum of out] */
  scales: Float32Array;
}

/** The scale with which a row's largest number becomes the largest whole number; 1 for a row of zeros. */
function scaleOf(row: Float32Array): number {
  let most = 0;
  for (const value of row) most = Math.max(most, Math.abs(value));
  return most > 0 ? most / largest : 1;
}

function quantizeInto(
  { values, scales }: Quantized,
  reader: WeightReader,
  factor: number,
  first: number,
): void {
  const [outputs, inputs] = reader.shape as [number, number];
  const total = scales.length;
  for (let start = 0; start < outputs; start += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, outputs - start);
    const block = reader.read(start * inputs, count * inputs);
    for (let row = 0; row < count; row++) {
      const numbers = block.subarray(row * inputs, (row + 1) * inputs);
      const scale = scaleOf(numbers);
      const channel = first + start + row;
      scales[channel] = scale * factor;
      for (let column = 0; column < inputs; column++)
        values[column * total + channel] = Math.round(numbers[column]! / scale) + zeroPoint;
    }
  }
}

/** The weights of layers that share their input, side by side. */
export function quantizeLayers(layers: readonly LinearWeight[]): Quantized {
  const total = stackedOutputs(layers);
  const inputs = layers[0]!.weight.shape[1]!;
  const result = { values: new Uint8Array(inputs * total), scales: new Float32Array(total) };
  let first = 0;
  for (const layer of layers) {
    quantizeInto(result, layer.weight, layer.scale, first);
    first += outputsOf(layer);
  }
  return result;
}
