import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { scope } from "../tensor/scope.js";
import type { LongTensor, Tensor } from "../tensor/tensor.js";

/** Labels that do not count, as in torch's cross entropy. */
export const ignoreIndex = -100;

/** Decoder inputs for teacher forcing: labels [B, T] moved right by one behind the start token, -100 as pad. */
export function shiftRight(labels: LongTensor, padTokenId: number, startTokenId: number): LongTensor {
  return scope(() => {
    const [rows, length] = labels.shape as [number, number];
    const start = ops.full([rows, 1], startTokenId, "int64", labels.device);
    const shifted = length > 1 ? ops.cat([start, ops.narrow(labels, 1, 0, length - 1)], 1) : start;
    return ops.maskedFill(shifted, ops.equals(shifted, ignoreIndex), padTokenId);
  });
}

export interface LossOptions {
  /** ε of label smoothing; 0 is plain cross entropy. */
  labelSmoothing?: number;
  /** Divide the sum by this instead of by the labels of this batch: the mean over a whole update. */
  numItems?: number;
}

/**
 * Mean cross entropy over the labels that are not -100. Only their positions go through `head`, so no
 * logits [B, T, vocabulary] are ever held.
 *
 * With smoothing ε: (1 - ε) · nll + ε · mean over the vocabulary of -log p, as Transformers' LabelSmoother.
 * @param hidden [B, T, d]
 * @param labels [B, T]
 * @param head [n, d] → [n, vocabulary]
 */
export function sequenceLoss(
  hidden: Tensor<FloatDType>,
  labels: LongTensor,
  head: (hidden: Tensor<FloatDType>) => Tensor<FloatDType>,
  { labelSmoothing = 0, numItems }: LossOptions = {},
): Tensor<FloatDType> {
  return scope(() => {
    const [rows, length, width] = hidden.shape as [number, number, number];
    const flat = ops.reshape(labels, [rows * length]);
    const real = ops.reshape(ops.nonzero(ops.notEquals(flat, ignoreIndex)), [-1]);
    const targets = ops.indexSelect(flat, 0, real);
    const logits = head(ops.indexSelect(ops.reshape(hidden, [rows * length, width]), 0, real));
    const exact = logits.dtype === "float64" ? logits : ops.toDtype(logits, "float32");
    const divisor = numItems ?? real.numel;
    const nll = ops.divScalar(ops.crossEntropy(exact, targets, "sum"), divisor);
    if (labelSmoothing === 0) return nll;
    const vocabulary = exact.shape[1]!;
    const uniform = ops.divScalar(ops.sum(ops.logSoftmax(exact, -1)), -vocabulary * divisor);
    return ops.add(ops.mulScalar(nll, 1 - labelSmoothing), ops.mulScalar(uniform, labelSmoothing));
  });
}
