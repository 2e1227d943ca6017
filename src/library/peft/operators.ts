/** Operators that only adapters need, with the semantics of `torch`'s. */
import type { FloatDType } from "../tensor/dtype.js";
import { operator, Tensor } from "../tensor/tensor.js";

type Float = Tensor<FloatDType>;

const wrap = (handle: unknown): Float => new Tensor<FloatDType>(handle as number);

const aten = {
  add: operator("add", "Tensor"),
  addmm: operator("addmm"),
  t: operator("t"),
  qr: operator("linalg_qr"),
  svd: operator("linalg_svd"),
  norm: operator("linalg_vector_norm"),
  sqrt: operator("sqrt"),
  version: operator("_version"),
};

/** a + factor · b; of two dtypes the wider one. */
export const addScaled = (a: Float, b: Float, factor: number): Float =>
  wrap(aten.add(a.handle, b.handle, factor));

/** a + factor · (x wᵀ) in one pass over the result. `a` [n, out], `x` [n, in], `w` [out, in]. */
export const addLinear = (a: Float, x: Float, w: Float, factor: number): Float =>
  wrap(aten.addmm(a.handle, x.handle, aten.t(w.handle) as number, 1, factor));

export const sqrt = (x: Float): Float => wrap(aten.sqrt(x.handle));

/** A view of a matrix with rows and columns changed. */
export const t = (x: Float): Float => wrap(aten.t(x.handle));

/** Root of the sum of the squares of each row: [n, m] → [n]. */
export const rowNorms = (x: Float): Float => wrap(aten.norm(x.handle, 2, [1]));

/** x = q r with orthonormal columns in q. `x` [n, m] → [n, k], [k, m], k the smaller of both. */
export function qr(x: Float): { q: Float; r: Float } {
  const [q, r] = (aten.qr(x.handle, "reduced") as number[]).map(wrap);
  return { q: q!, r: r! };
}

/** x = u diag(s) v, singular values falling. `x` [n, m] → [n, k], [k], [k, m], k the smaller of both. */
export function svd(x: Float): { u: Float; s: Float; v: Float } {
  const [u, s, v] = (aten.svd(x.handle, false, null) as number[]).map(wrap);
  return { u: u!, s: s!, v: v! };
}

/** Grows with every change in place but those of fused optimizers, which count none. */
export const version = (x: Float): number => aten.version(x.handle) as number;
