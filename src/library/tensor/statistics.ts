import { setImmediate as turn } from "node:timers/promises";
import type { TensorStatistics } from "../../protocol/index.js";
import { noGrad } from "./autograd.js";
import { dtypes, isFloatDType } from "./dtype.js";
import { scope } from "./scope.js";
import { operator, Tensor } from "./tensor.js";

export type { TensorStatistics };

/** Elements that are looked at together; what is converted meanwhile is no more than these. */
const chunk = 2 ** 22;

const flatten = operator("reshape");
const narrow = operator("narrow");
const convert = operator("to", "dtype");
const amin = operator("amin");
const amax = operator("amax");
const sum = operator("sum");
const isnan = operator("isnan");
const isinf = operator("isinf");
const isfinite = operator("isfinite");
const maskedSelect = operator("masked_select");
const subtract = operator("sub", "Scalar");
const square = operator("square");

interface Part {
  count: number;
  min: number;
  max: number;
  mean: number;
  /** Sum of squared differences from the mean. */
  squares: number;
  nanCount: number;
  infCount: number;
}

/**
 * Smallest, largest, mean and standard deviation of a tensor's finite elements, and how many are not finite. All is
 * computed on the tensor's device, in float64 (float32 on MPS) and piece by piece, so that neither the tensor is copied
 * out nor much memory needed; the event loop turns between two pieces.
 * @throws FreedTensorError when the tensor is freed meanwhile
 */
export async function tensorStatistics(tensor: Tensor): Promise<TensorStatistics> {
  const { numel } = tensor;
  let whole: Part = {
    count: 0,
    min: Infinity,
    max: -Infinity,
    mean: 0,
    squares: 0,
    nanCount: 0,
    infCount: 0,
  };
  for (let start = 0; start < numel; start += chunk) {
    if (start > 0) await turn();
    whole = join(
      whole,
      scope(() => noGrad(() => partOf(tensor, start, Math.min(chunk, numel - start)))),
    );
  }
  const { count, min, max, mean, squares, nanCount, infCount } = whole;
  const known = count > 0;
  return {
    numel,
    min: known ? min : null,
    max: known ? max : null,
    mean: known ? mean : null,
    std: count > 1 ? Math.sqrt(squares / (count - 1)) : null,
    nanCount,
    infCount,
  };
}

function partOf(tensor: Tensor, start: number, length: number): Part {
  const raw = narrow(flatten(tensor.handle, [-1]) as number, 0, start, length) as number;
  const precise = dtypes[tensor.device.startsWith("mps") ? "float32" : "float64"].code;
  const isFloat = isFloatDType(tensor.dtype);
  const nanCount = isFloat ? item(sum(isnan(raw) as number)) : 0;
  const infCount = isFloat ? item(sum(isinf(raw) as number)) : 0;
  const count = length - nanCount - infCount;
  if (count === 0) return { count, min: Infinity, max: -Infinity, mean: 0, squares: 0, nanCount, infCount };
  const finite = count === length ? raw : (maskedSelect(raw, isfinite(raw) as number) as number);
  const values = convert(finite, precise) as number;
  const mean = item(sum(values)) / count;
  const squares = item(sum(square(subtract(values, mean) as number) as number));
  return { count, min: item(amin(values)), max: item(amax(values)), mean, squares, nanCount, infCount };
}

function item(handle: unknown): number {
  return new Tensor(handle as number).item();
}

/** Chan, Golub and LeVeque's formula for the variance of two parts together. */
function join(a: Part, b: Part): Part {
  const count = a.count + b.count;
  const delta = b.mean - a.mean;
  const share = count > 0 ? b.count / count : 0;
  return {
    count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    mean: a.mean + delta * share,
    squares: a.squares + b.squares + delta * delta * a.count * share,
    nanCount: a.nanCount + b.nanCount,
    infCount: a.infCount + b.infCount,
  };
}
