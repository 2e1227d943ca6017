/** Weights as whole numbers of 8 bits, one scale for each output channel. */
import { stackedOutputs } from "./linearInitializers.js";
import type { WeightReader } from "./weightReader.js";
import type { LinearWeight } from "./weights.js";

/**
 * The largest whole number of a weight in a product. Half of what 8 bits can hold: processors without VNNI add two
 * products of an unsigned input and a weight in 16 bits, and 2 · 255 · 64 still fits there, where 2 · 255 · 127 would
 * be cut off without a word.
 */
const largestFactor = 64;
/** The largest whole number of a table that is only looked up. */
const largestEntry = 127;

/** Rows that are read at a time of a large table. */
const rowsAtOnce = 256;

export interface Quantized {
  /** [in, sum of out] */
  values: Int8Array;
  /** [sum of out] */
  scales: Float32Array;
}

/** The scale with which a row's largest number becomes the largest whole number; 1 for a row of zeros. */
function scaleOf(row: Float32Array, largest: number): number {
  let most = 0;
  for (const value of row) most = Math.max(most, Math.abs(value));
  return most > 0 ? most / largest : 1;
}

/** Calls `take` with every row [width] of a matrix. */
function eachRow({ read, shape }: WeightReader, take: (row: Float32Array, index: number) => void): void {
  const [rows, width] = shape as [number, number];
  for (let start = 0; start < rows; start += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - start);
    const block = read(start * width, count * width);
    for (let row = 0; row < count; row++) take(block.subarray(row * width, (row + 1) * width), start + row);
  }
}

/** The weights of layers that share their input, side by side. */
export function quantizeLayers(layers: readonly LinearWeight[]): Quantized {
  const total = stackedOutputs(layers);
  const inputs = layers[0]!.weight.shape[1]!;
  const values = new Int8Array(inputs * total);
  const scales = new Float32Array(total);
  let first = 0;
  for (const { weight, scale: factor } of layers) {
    eachRow(weight, (row, index) => {
      const scale = scaleOf(row, largestFactor);
      const channel = first + index;
      scales[channel] = scale * factor;
      for (let column = 0; column < inputs; column++)
        values[column * total + channel] = Math.round(row[column]! / scale);
    });
    first += weight.shape[0]!;
  }
  return { values, scales };
}

/** A table [rows, d] with a scale for every row. */
export function quantizeTable(reader: WeightReader): Quantized {
  const [rows, width] = reader.shape as [number, number];
  const values = new Int8Array(rows * width);
  const scales = new Float32Array(rows);
  eachRow(reader, (row, index) => {
    const scale = scaleOf(row, largestEntry);
    scales[index] = scale;
    for (let column = 0; column < width; column++)
      values[index * width + column] = Math.round(row[column]! / scale);
  });
  return { values, scales };
}
