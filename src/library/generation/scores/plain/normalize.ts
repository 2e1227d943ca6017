import { type Floats, floats } from "./matrix.js";

function largestOf(row: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i++) if (!(row[i]! <= largest)) largest = row[i]!;
  return largest;
}

/**
 * e^x for x ≤ 0 as float32 needs it, three times as fast as Math.exp: 2^k · e^r with |r| ≤ ln 2 / 2, where e^r is a
 * Taylor polynomial of degree 7 (relative error below 1e-8). What is below float32's range counts as 0.
 */
const log2e = Math.LOG2E;
const ln2 = Math.LN2;
const powers = Float64Array.from({ length: 128 }, (_, i) => 2 ** -i);

function expOfNegative(x: number): number {
  // Not a number goes through, as NaN compares false.
  if (x < -87) return 0;
  const k = Math.round(x * log2e);
  const r = x - k * ln2;
  const e = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r / 5040))))));
  return e * (powers[-k] ?? Number.NaN);
}

/** The sum of e^(x - largest) of a row. */
function sumOfExponentials(row: Float32Array, largest: number): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += expOfNegative(row[i]! - largest);
  return sum;
}

/** log Σ e^x of a row. */
export function logSumExp(row: Float32Array): number {
  const largest = largestOf(row);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(sumOfExponentials(row, largest));
}

export function logSoftmax(x: Floats): Floats {
  const result = floats(x.rows, x.columns);
  for (let row = 0; row < x.rows; row++) {
    const from = x.row(row);
    const to = result.row(row);
    const largest = largestOf(from);
    const shift = Math.log(sumOfExponentials(from, largest));
    for (let i = 0; i < from.length; i++) to[i] = from[i]! - largest - shift;
  }
  return result;
}

export function softmax(x: Floats): Floats {
  const result = floats(x.rows, x.columns);
  for (let row = 0; row < x.rows; row++) {
    const from = x.row(row);
    const to = result.row(row);
    const largest = largestOf(from);
    let sum = 0;
    for (let i = 0; i < from.length; i++) {
      const power = expOfNegative(from[i]! - largest);
      to[i] = power;
      sum += power;
    }
    for (let i = 0; i < to.length; i++) to[i] = to[i]! / sum;
  }
  return result;
}
