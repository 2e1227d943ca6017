import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { fromArray, type LongTensor, longTensor, type Tensor } from "../../tensor/tensor.js";
import { draw } from "../draw.js";
import * as own from "../ops.js";
import type { ScoreMath } from "./math.js";

type Float = Tensor<FloatDType>;
type Bool = Tensor<"bool">;

export interface TorchKinds {
  float: Float;
  bool: Bool;
  index: LongTensor;
}

/** Numbers as a tensor on the scores' device. */
const near = (like: Tensor, ids: readonly number[], shape?: readonly number[]): LongTensor =>
  ops.toDevice(longTensor(ids, shape), like.device);

const floatsNear = (like: Tensor, values: readonly number[], shape: readonly number[]): Float =>
  ops.toDevice(fromArray(Float32Array.from(values), shape, "float32"), like.device) as Float;

/** Scores as LibTorch's tensors, on the model's device. What it makes belongs to the scope of the step. */
export const torchMath: ScoreMath<TorchKinds> = {
  columns: (x) => x.shape[1]!,
  index: (like, ids, rows) => near(like, ids, [rows, ids.length / rows]),

  softmax: (x) => ops.softmax(x, -1),
  logSoftmax: (x) => ops.logSoftmax(x, -1),
  logsumexp: own.logsumexp,
  exp: own.exp,
  neg: own.neg,
  abs: ops.abs,
  mul: (x, y) => (typeof y === "number" ? ops.mulScalar(x, y) : ops.mul(x, y)),
  div: ops.divScalar,
  sub: ops.sub,
  cumsum: own.cumsum,
  sum: (x) => ops.sumDim(x, -1, true),
  nansum: own.nansum,
  largest: own.largest,
  clamp: own.clamp,
  clampIndex: (x, most) => own.clamp(x, null, most),

  below: own.below,
  atMost: own.atMost,
  above: own.above,
  and: own.and,
  count: own.count,
  where: own.where,

  topk: own.topk,
  sort: own.sort,
  argmax: (x) => Array.from(ops.argmax(x, -1).toArray() as BigInt64Array, Number),
  gather: (x, columns) => ops.gather(x, 1, columns),
  gatherBool: (x, columns) => ops.gather(x, 1, columns),
  scatterBool: (columns, source) => own.scatter(source, columns, source),
  scatter_: own.scatter_,
  selectColumns: (x, columns) => ops.indexSelect(x, 1, near(x, columns)),
  selectRows: (x, rows) => ops.indexSelect(x, 0, near(x, rows)),

  fill_: own.fill_,
  fillColumns_: (x, columns, value) => own.indexFill_(x, 1, near(x, columns), value),
  fillPlaces_(x, places, value) {
    own.indexFill_(ops.view(x, [-1]), 0, near(x, places), value);
    return x;
  },
  fillMasked_: own.maskedFill_,
  clearColumns_(x, start, count) {
    own.fill_(ops.narrow(x, 1, start, count), 0);
    return x;
  },
  addColumns_: (x, columns, source) => own.indexAdd_(x, 1, near(x, columns), source),
  addPlaces_(x, places, values) {
    own.indexAdd_(ops.view(x, [-1]), 0, near(x, places), floatsNear(x, values, [values.length]));
    return x;
  },
  div_: own.divScalar_,
  nanToNum_: own.nanToNum_,

  accumulate(scores, sums) {
    const [rows, vocabulary] = scores.shape as [number, number];
    const [sources, beams] = [sums.length, sums[0]!.length];
    const before = floatsNear(scores, sums.flat(), [sources, beams, 1]);
    const apart = ops.view(scores, [sources, rows / sources, vocabulary]);
    return ops.reshape(ops.add(apart, before), [sources, beams * vocabulary]);
  },
  draw,

  values: (x) => ops.contiguous(x).toArray() as Float32Array,
  indices: (x) => Array.from(x.toArray(), Number),
};
