/**
 * The operators that summnb's models use, typed. Names and semantics are `torch`'s; shapes in the docstrings.
 * A researcher adds one by its schema in a line, without touching C++.
 */
import { type DType, dtypes, type FloatDType } from "./dtype.js";
import type { Handle } from "./native.js";
import { guarded, type LongTensor, operator, Tensor } from "./tensor.js";

type Float = Tensor<FloatDType>;

const wrap = <D extends DType>(handle: unknown): Tensor<D> => new Tensor<D>(handle as Handle);
const handles = (tensors: readonly Tensor[]): Handle[] => tensors.map((tensor) => tensor.handle);

const aten = {
  add: operator("add", "Tensor"),
  add_: operator("add_", "Tensor"),
  addScalar: operator("add", "Scalar"),
  sub: operator("sub", "Tensor"),
  mul: operator("mul", "Tensor"),
  mulScalar: operator("mul", "Scalar"),
  div: operator("div", "Tensor"),
  divScalar: operator("div", "Scalar"),
  linear: operator("linear"),
  matmul: operator("matmul"),
  embedding: operator("embedding"),
  view: operator("view"),
  reshape: operator("reshape"),
  transpose: operator("transpose", "int"),
  permute: operator("permute"),
  asStrided: operator("as_strided"),
  unsqueeze: operator("unsqueeze"),
  expand: operator("expand"),
  contiguous: operator("contiguous"),
  narrow: operator("narrow"),
  select: operator("select", "int"),
  indexSelect: operator("index_select"),
  gather: operator("gather"),
  cat: operator("cat"),
  stack: operator("stack"),
  sum: operator("sum"),
  sumDim: operator("sum", "dim_IntList"),
  mean: operator("mean", "dim"),
  argmax: operator("argmax"),
  amax: operator("amax"),
  abs: operator("abs"),
  rsqrt: operator("rsqrt"),
  eq: operator("eq", "Scalar"),
  ne: operator("ne", "Scalar"),
  nonzero: operator("nonzero"),
  maskedFill: operator("masked_fill", "Scalar"),
  isfinite: operator("isfinite"),
  equal: operator("equal"),
  all: operator("all"),
  softmax: operator("softmax", "int"),
  logSoftmax: operator("log_softmax", "int"),
  crossEntropy: operator("cross_entropy_loss"),
  gelu: operator("gelu"),
  relu: operator("relu"),
  silu: operator("silu"),
  dropout: operator("dropout"),
  rmsNorm: operator("rms_norm"),
  layerNorm: operator("layer_norm"),
  attention: operator("scaled_dot_product_attention"),
  indexSelectOut: operator("index_select", "out"),
  empty: operator("empty", "memory_format"),
  zeros: operator("zeros"),
  full: operator("full"),
  zerosLike: operator("zeros_like"),
  arange: operator("arange"),
  triu: operator("triu"),
  to: operator("to", "device"),
  toDtype: operator("to", "dtype"),
  clone: operator("clone"),
  detach: operator("detach"),
  copy_: operator("copy_"),
  zero_: operator("zero_"),
  normal_: operator("normal_"),
  uniform_: operator("uniform_"),
  fill_: operator("fill_", "Scalar"),
};

export const add = <D extends DType>(a: Tensor<D>, b: Tensor<D>): Tensor<D> =>
  wrap(aten.add(a.handle, b.handle));
export const addScalar = <D extends DType>(a: Tensor<D>, b: number): Tensor<D> =>
  wrap(aten.addScalar(a.handle, b));
export const sub = <D extends DType>(a: Tensor<D>, b: Tensor<D>): Tensor<D> =>
  wrap(aten.sub(a.handle, b.handle));
export const mul = (a: Float, b: Float): Float => wrap(aten.mul(a.handle, b.handle));
export const mulScalar = (a: Float, b: number): Float => wrap(aten.mulScalar(a.handle, b));
export const div = (a: Float, b: Float): Float => wrap(aten.div(a.handle, b.handle));
export const divScalar = (a: Float, b: number): Float => wrap(aten.divScalar(a.handle, b));

/** `x` [..., in], `weight` [out, in], `bias` [out] → [..., out]. */
export const linear = (x: Float, weight: Float, bias?: Float): Float =>
  wrap(aten.linear(x.handle, weight.handle, bias?.handle));
export const matmul = (a: Float, b: Float): Float => wrap(aten.matmul(a.handle, b.handle));
/** `weight` [vocabulary, d], `ids` [...] → [..., d]; look-ups of `paddingIdx` give it no gradient. */
export const embedding = (weight: Float, ids: LongTensor, paddingIdx = -1): Float =>
  wrap(aten.embedding(weight.handle, ids.handle, paddingIdx));

export const view = <D extends DType>(x: Tensor<D>, shape: readonly number[]): Tensor<D> =>
  wrap(aten.view(x.handle, shape));
export const reshape = <D extends DType>(x: Tensor<D>, shape: readonly number[]): Tensor<D> =>
  wrap(aten.reshape(x.handle, shape));
export const transpose = <D extends DType>(x: Tensor<D>, a: number, b: number): Tensor<D> =>
  wrap(aten.transpose(x.handle, a, b));
export const permute = <D extends DType>(x: Tensor<D>, order: readonly number[]): Tensor<D> =>
  wrap(aten.permute(x.handle, order));
/** A view of `x`'s memory with its own shape, strides and offset, all in elements; the caller checks the bounds. */
export const asStrided = <D extends DType>(
  x: Tensor<D>,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): Tensor<D> => wrap(aten.asStrided(x.handle, shape, strides, offset));
export const unsqueeze = <D extends DType>(x: Tensor<D>, dim: number): Tensor<D> =>
  wrap(aten.unsqueeze(x.handle, dim));
export const expand = <D extends DType>(x: Tensor<D>, shape: readonly number[]): Tensor<D> =>
  wrap(aten.expand(x.handle, shape));
export const contiguous = <D extends DType>(x: Tensor<D>): Tensor<D> => wrap(aten.contiguous(x.handle));
/** `length` rows of dimension `dim` from `start` on, sharing memory. */
export const narrow = <D extends DType>(
  x: Tensor<D>,
  dim: number,
  start: number,
  length: number,
): Tensor<D> => wrap(aten.narrow(x.handle, dim, start, length));
export const select = <D extends DType>(x: Tensor<D>, dim: number, index: number): Tensor<D> =>
  wrap(aten.select(x.handle, dim, index));
export const indexSelect = <D extends DType>(x: Tensor<D>, dim: number, index: LongTensor): Tensor<D> =>
  wrap(aten.indexSelect(x.handle, dim, index.handle));
export const gather = <D extends DType>(x: Tensor<D>, dim: number, index: LongTensor): Tensor<D> =>
  wrap(aten.gather(x.handle, dim, index.handle));
export const cat = <D extends DType>(tensors: readonly Tensor<D>[], dim = 0): Tensor<D> =>
  wrap(aten.cat(handles(tensors), dim));
export const stack = <D extends DType>(tensors: readonly Tensor<D>[], dim = 0): Tensor<D> =>
  wrap(aten.stack(handles(tensors), dim));

export const sum = <D extends DType>(x: Tensor<D>): Tensor<D> => wrap(aten.sum(x.handle));
export const sumDim = (x: Float, dim: number, keep = false): Float =>
  wrap(aten.sumDim(x.handle, [dim], keep));
export const mean = (x: Float, dim: number, keep = false): Float => wrap(aten.mean(x.handle, [dim], keep));
export const argmax = (x: Tensor, dim: number): LongTensor => wrap(aten.argmax(x.handle, dim));
export const amax = <D extends DType>(x: Tensor<D>): Tensor<D> => wrap(aten.amax(x.handle));
export const abs = <D extends DType>(x: Tensor<D>): Tensor<D> => wrap(aten.abs(x.handle));
export const rsqrt = (x: Float): Float => wrap(aten.rsqrt(x.handle));
export const equals = (x: Tensor, value: number): Tensor<"bool"> => wrap(aten.eq(x.handle, value));
export const notEquals = (x: Tensor, value: number): Tensor<"bool"> => wrap(aten.ne(x.handle, value));
/** Indices of the elements that are not zero, [n, dimensions]. */
export const nonzero = (x: Tensor): LongTensor => wrap(aten.nonzero(x.handle));
export const maskedFill = <D extends DType>(x: Tensor<D>, mask: Tensor<"bool">, value: number): Tensor<D> =>
  wrap(aten.maskedFill(x.handle, mask.handle, value));
/** True when shape and elements are the same; both on one device, of one dtype. */
export const equal = (a: Tensor, b: Tensor): boolean => aten.equal(a.handle, b.handle) === true;
/** True when no element is infinite or not a number. */
export const allFinite = (x: Float): boolean =>
  wrap(aten.all(aten.isfinite(x.handle) as Handle)).item() !== 0;

export const softmax = (x: Float, dim: number): Float => wrap(aten.softmax(x.handle, dim));
export const logSoftmax = (x: Float, dim: number): Float => wrap(aten.logSoftmax(x.handle, dim));
/** `logits` [n, classes], `labels` [n] → scalar; labels of -100 do not count. */
export const crossEntropy = (logits: Float, labels: LongTensor, reduction: "mean" | "sum"): Float =>
  wrap(aten.crossEntropy(logits.handle, labels.handle, null, reduction === "mean" ? 1 : 2, -100));
export const gelu = (x: Float, approximate: "none" | "tanh"): Float => wrap(aten.gelu(x.handle, approximate));
export const relu = (x: Float): Float => wrap(aten.relu(x.handle));
export const silu = (x: Float): Float => wrap(aten.silu(x.handle));
export const dropout = (x: Float, p: number, training: boolean): Float =>
  p > 0 && training ? wrap(aten.dropout(x.handle, p, true)) : x;
/** Root-mean-square norm over the last dimension of `weight`'s extent. */
export const rmsNorm = (x: Float, weight: Float, eps: number): Float =>
  wrap(aten.rmsNorm(x.handle, weight.shape, weight.handle, eps));
/** Layer norm over the last dimension, of `weight`'s and `bias`'s extent. */
export const layerNorm = (x: Float, weight: Float, bias: Float, eps: number): Float =>
  wrap(aten.layerNorm(x.handle, weight.shape, weight.handle, bias.handle, eps));
/**
 * softmax(scale · q kᵀ + bias) v. `q` [B, H, T, d], `k` and `v` [B, H, S, d], `bias` broadcasts to
 * [B, H, T, S] → [B, H, T, d]. `causal` hides later positions, for T = S and without a bias.
 */
export const attention = (
  q: Float,
  k: Float,
  v: Float,
  bias: Float | null,
  p: number,
  scale: number,
  causal = false,
): Float => wrap(aten.attention(q.handle, k.handle, v.handle, bias?.handle ?? null, p, causal, scale));

/** Memory as it is found, for what is written before it is read. */
export const empty = <D extends DType>(shape: readonly number[], dtype: D, device = "cpu"): Tensor<D> =>
  wrap(aten.empty(shape, dtypes[dtype].code, null, device));
export const zeros = <D extends DType>(shape: readonly number[], dtype: D, device = "cpu"): Tensor<D> =>
  wrap(aten.zeros(shape, dtypes[dtype].code, null, device));
export const full = <D extends DType>(
  shape: readonly number[],
  value: number,
  dtype: D,
  device = "cpu",
): Tensor<D> => wrap(aten.full(shape, value, dtypes[dtype].code, null, device));
/** 0, 1, …, end - 1 as int64. */
export const arange = (end: number, device = "cpu"): LongTensor =>
  wrap(aten.arange(end, dtypes.int64.code, null, device));
/** What lies on and above the diagonal that is `diagonal` above the main one; zero below. */
export const triu = <D extends DType>(x: Tensor<D>, diagonal: number): Tensor<D> =>
  wrap(aten.triu(x.handle, diagonal));
export const zerosLike = <D extends DType>(x: Tensor<D>): Tensor<D> => wrap(aten.zerosLike(x.handle));
export const to = <D extends DType>(x: Tensor, device: string, dtype: D): Tensor<D> =>
  wrap(aten.to(x.handle, device, dtypes[dtype].code));
export const toDevice = <D extends DType>(x: Tensor<D>, device: string): Tensor<D> =>
  wrap(aten.to(x.handle, device, dtypes[x.dtype].code));
export const toDtype = <D extends DType>(x: Tensor, dtype: D): Tensor<D> =>
  wrap(aten.toDtype(x.handle, dtypes[dtype].code));
export const clone = <D extends DType>(x: Tensor<D>): Tensor<D> => wrap(aten.clone(x.handle));
export const detach = <D extends DType>(x: Tensor<D>): Tensor<D> => wrap(aten.detach(x.handle));

/** In place. Results are views of the first argument; the argument itself is given back. */
function inPlace<D extends DType>(x: Tensor<D>, call: () => unknown): Tensor<D> {
  const alias = wrap(call());
  guarded(() => alias.free());
  return x;
}
export const copy_ = <D extends DType>(x: Tensor<D>, source: Tensor): Tensor<D> =>
  inPlace(x, () => aten.copy_(x.handle, source.handle));
export const add_ = (x: Float, other: Float, alpha = 1): Float =>
  inPlace(x, () => aten.add_(x.handle, other.handle, alpha)) as Float;
export const zero_ = <D extends DType>(x: Tensor<D>): Tensor<D> => inPlace(x, () => aten.zero_(x.handle));
export const fill_ = <D extends DType>(x: Tensor<D>, value: number): Tensor<D> =>
  inPlace(x, () => aten.fill_(x.handle, value));
/** Normal numbers from the device's generator, as `torch.nn.init.normal_`. */
export const normal_ = (x: Float, mean: number, std: number): Float =>
  inPlace(x, () => aten.normal_(x.handle, mean, std)) as Float;
export const uniform_ = (x: Float, low: number, high: number): Float =>
  inPlace(x, () => aten.uniform_(x.handle, low, high)) as Float;
/** Writes rows `index` of dimension `dim` of `source` into `target`, which has their shape. */
export const indexSelectInto = <D extends DType>(
  target: Tensor<D>,
  source: Tensor<D>,
  dim: number,
  index: LongTensor,
): Tensor<D> => inPlace(target, () => aten.indexSelectOut(source.handle, dim, index.handle, target.handle));
