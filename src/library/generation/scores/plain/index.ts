import type { Mt19937 } from "../../../random/index.js";
import type { ScoreMath } from "../math.js";
import { drawer } from "./draw.js";
import { bools, each, floats, indices, Matrix, type PlainKinds, perRow, zip } from "./matrix.js";
import { logSoftmax, logSumExp, softmax } from "./normalize.js";
import * as order from "./order.js";
import * as places from "./places.js";

export { type Floats, Matrix, type PlainKinds } from "./matrix.js";

const largestFloat32 = 3.4028234663852886e38;

/** NaN for a row with one, as torch has it. */
const largestOf = (row: Float32Array) => row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
const sumOf = (row: Float32Array) => row.reduce((a, b) => a + b, 0);

/** Running sums; in double precision, as torch adds them on the CPU. */
function cumsum(x: PlainKinds["float"]): PlainKinds["float"] {
  const result = floats(x.rows, x.columns);
  for (let row = 0; row < x.rows; row++) {
    let sum = 0;
    const to = result.row(row);
    x.row(row).forEach((value, i) => {
      sum += value;
      to[i] = sum;
    });
  }
  return result;
}

/**
 * Scores as typed arrays: loops in place of LibTorch, in float32 where it has float32.
 * @param random where draws come from, as torch's generator on the CPU
 */
export function plainMath(random: Mt19937): ScoreMath<PlainKinds> {
  return {
    columns: (x) => x.columns,
    index: (_, ids, rows) => new Matrix(Int32Array.from(ids), rows, ids.length / rows),

    softmax,
    logSoftmax,
    logsumexp: (x) => perRow(x, logSumExp),
    exp: (x) => each(x, Math.exp),
    neg: (x) => each(x, (value) => -value),
    abs: (x) => each(x, Math.abs),
    mul: (x, y) => zip(floats(x.rows, x.columns), x, y, (a, b) => a * b),
    div: (x, y) => each(x, (value) => value / y),
    sub: (x, y) => zip(floats(x.rows, x.columns), x, y, (a, b) => a - b),
    cumsum,
    sum: (x) => perRow(x, sumOf),
    nansum: (x) => perRow(x, (row) => sumOf(row.map((value) => (Number.isNaN(value) ? 0 : value)))),
    largest: (x) => perRow(x, largestOf),
    clamp: (x, least, most) =>
      each(x, (value) => Math.min(Math.max(value, least ?? Number.NEGATIVE_INFINITY), most ?? Infinity)),
    clampIndex: (x, most) =>
      new Matrix(
        x.data.map((value) => Math.min(value, most)),
        x.rows,
        x.columns,
      ),

    below: (x, bound) => zip(bools(x.rows, x.columns), x, bound, (a, b) => Number(a < b)),
    atMost: (x, bound) => zip(bools(x.rows, x.columns), x, bound, (a, b) => Number(a <= b)),
    above: (x, bound) => zip(bools(x.rows, x.columns), x, bound, (a, b) => Number(a > b)),
    and: (x, y) =>
      new Matrix(
        x.data.map((value, i) => value & y.data[i]!),
        x.rows,
        x.columns,
      ),
    count(x) {
      const result = indices(x.rows, 1);
      for (let row = 0; row < x.rows; row++) result.data[row] = x.row(row).reduce((a, b) => a + b, 0);
      return result;
    },
    where(condition, x, y) {
      const result = floats(x.rows, x.columns);
      for (let i = 0; i < result.data.length; i++)
        result.data[i] = condition.data[i] ? x.data[i]! : y.data[i]!;
      return result;
    },

    ...order,
    ...places,
    fill_(x, value) {
      x.data.fill(value);
      return x;
    },
    div_(x, value) {
      for (let i = 0; i < x.data.length; i++) x.data[i]! /= value;
      return x;
    },
    nanToNum_(x) {
      for (let i = 0; i < x.data.length; i++) {
        const value = x.data[i]!;
        x.data[i] = Number.isNaN(value) ? 0 : Math.min(Math.max(value, -largestFloat32), largestFloat32);
      }
      return x;
    },
    draw: drawer(random),

    values: (x) => x.data,
    indices: (x) => [...x.data],
  };
}
