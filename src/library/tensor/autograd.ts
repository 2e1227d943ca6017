import { type DType, dtypes, type FloatDType } from "./dtype.js";
import { typedError } from "./errors.js";
import { native } from "./native.js";
import type { Tensor } from "./tensor.js";

/**
 * Adds the gradient of a scalar, or of a tensor whose own gradient is given, to `.grad` of every leaf that
 * requires one. Runs on a thread of its own; the event loop stays free until the promise settles.
 */
export async function backward(of: Tensor<DType>, gradient?: Tensor<DType>): Promise<void> {
  try {
    await native.backward(of.handle, gradient?.handle);
  } catch (error) {
    throw typedError(error);
  }
}

/** Calls `action` without recording for backward. `action` must not be asynchronous: the mode is the thread's. */
export function noGrad<T>(action: () => T): T {
  const before = native.setGradMode(false);
  try {
    return action();
  } finally {
    native.setGradMode(before);
  }
}

/** Calls `action` with autocast to `dtype` on the kind of `device`; null calls it plainly. */
export function autocast<T>(device: string, dtype: FloatDType | null, action: () => T): T {
  if (dtype === null) return action();
  const kind = device.split(":")[0]!;
  native.setAutocast(kind, dtypes[dtype].code);
  try {
    return action();
  } finally {
    native.setAutocast(kind, null);
  }
}
