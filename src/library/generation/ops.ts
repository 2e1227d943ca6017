/** Operators that only generation uses. Names and semantics are `torch`'s. */
import type { FloatDType } from "../tensor/dtype.js";
import { type LongTensor, operator, Tensor } from "../tensor/tensor.js";

type Float = Tensor<FloatDType>;
type Bool = Tensor<"bool">;

const aten = {
  topk: operator("topk"),
  sort: operator("sort"),
  cumsum: operator("cumsum"),
  ltScalar: operator("lt", "Scalar"),
  lt: operator("lt", "Tensor"),
  le: operator("le", "Scalar"),
  gt: operator("gt", "Tensor"),
  and: operator("bitwise_and", "Tensor"),
  where: operator("where", "self"),
  scatter: operator("scatter", "src"),
  scatter_: operator("scatter_", "src"),
  indexFill_: operator("index_fill_", "int_Scalar"),
  indexAdd_: operator("index_add_"),
  indexCopy_: operator("index_copy_"),
  maskedFill_: operator("masked_fill_", "Scalar"),
  fill_: operator("fill_", "Scalar"),
  div_: operator("div_", "Scalar"),
  nanToNum_: operator("nan_to_num_"),
  exp: operator("exp"),
  neg: operator("neg"),
  nansum: operator("nansum"),
  sumBool: operator("sum", "dim_IntList"),
  amax: operator("amax"),
  logsumexp: operator("logsumexp"),
  clamp: operator("clamp"),
  multinomial: operator("multinomial"),
};

const wrap = <T extends Tensor>(handle: unknown): T => new Tensor(handle as number) as unknown as T;
const pair = <A extends Tensor, B extends Tensor>(handles: unknown): [A, B] => {
  const [a, b] = handles as [number, number];
  return [wrap<A>(a), wrap<B>(b)];
};

/** The `k` largest of the last dimension, largest first, and their indices. */
export const topk = (x: Float, k: number): [values: Float, indices: LongTensor] =>
  pair(aten.topk(x.handle, k));
/** The last dimension sorted, and the indices of its elements. */
export const sort = (x: Float, descending = false): [values: Float, indices: LongTensor] =>
  pair(aten.sort(x.handle, -1, descending));
export const cumsum = (x: Float): Float => wrap(aten.cumsum(x.handle, -1));
export const below = (x: Float, bound: Float | number): Bool =>
  wrap(typeof bound === "number" ? aten.ltScalar(x.handle, bound) : aten.lt(x.handle, bound.handle));
export const atMost = (x: Float, bound: number): Bool => wrap(aten.le(x.handle, bound));
export const above = (x: Float, bound: Float): Bool => wrap(aten.gt(x.handle, bound.handle));
export const and = (a: Bool, b: Bool): Bool => wrap(aten.and(a.handle, b.handle));
export const where = (condition: Bool, a: Float, b: Float): Float =>
  wrap(aten.where(condition.handle, a.handle, b.handle));
/** Puts `source` where `index` says along the last dimension of `x`. */
export const scatter = <T extends Tensor>(x: T, index: LongTensor, source: T): T =>
  wrap(aten.scatter(x.handle, 1, index.handle, source.handle));
export const exp = (x: Float): Float => wrap(aten.exp(x.handle));
export const neg = (x: Float): Float => wrap(aten.neg(x.handle));
/** Sum of the last dimension, which stays with extent 1; what is not a number counts as 0. */
export const nansum = (x: Float): Float => wrap(aten.nansum(x.handle, [-1], true));
/** How many are true in the last dimension. */
export const count = (x: Bool): LongTensor => wrap(aten.sumBool(x.handle, [-1], true));
/** Largest of the last dimension, which stays with extent 1. */
export const largest = (x: Float): Float => wrap(aten.amax(x.handle, [-1], true));
export const logsumexp = (x: Float): Float => wrap(aten.logsumexp(x.handle, [-1], true));
export const clamp = <T extends Tensor>(x: T, least: number | null, most: number | null): T =>
  wrap(aten.clamp(x.handle, least, most));
/** Draws `n` numbers of columns for every row of weights, without putting back; from the device's generator. */
export const multinomial = (x: Float, n: number): LongTensor => wrap(aten.multinomial(x.handle, n, false));

/** Calls an operator that changes its first argument and gives that argument. */
const changing =
  <A extends unknown[]>(call: (x: number, ...rest: A) => unknown) =>
  <T extends Tensor>(x: T, ...rest: A): T => {
    wrap(call(x.handle, ...rest)).free();
    return x;
  };

export const scatter_ = changing((x, index: LongTensor, source: Float) =>
  aten.scatter_(x, 1, index.handle, source.handle),
);
/** Sets the columns (or with `dim` 0 the rows or elements) of `index` to a number. */
export const indexFill_ = changing((x, dim: number, index: LongTensor, value: number) =>
  aten.indexFill_(x, dim, index.handle, value),
);
export const indexAdd_ = changing((x, dim: number, index: LongTensor, source: Float) =>
  aten.indexAdd_(x, dim, index.handle, source.handle),
);
export const indexCopy_ = changing((x, dim: number, index: LongTensor, source: Float) =>
  aten.indexCopy_(x, dim, index.handle, source.handle),
);
export const maskedFill_ = changing((x, mask: Bool, value: number) =>
  aten.maskedFill_(x, mask.handle, value),
);
export const fill_ = changing((x, value: number) => aten.fill_(x, value));
export const divScalar_ = changing((x, value: number) => aten.div_(x, value));
/** Not a number becomes 0, an infinite number the largest finite one of its sign. */
export const nanToNum_ = changing((x) => aten.nanToNum_(x, 0));
