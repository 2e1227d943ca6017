import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { type LongTensor, longTensor, type Tensor } from "../../tensor/tensor.js";
import * as own from "../ops.js";

type Float = Tensor<FloatDType>;

/** Where a generation stands when scores are processed. */
export interface Step {
  /** Ids of every row so far, the start token first; all of one length. */
  readonly rows: readonly (readonly number[])[];
  /** Ids of the source of every row. */
  readonly sources: readonly (readonly number[])[];
}

/**
 * Changes the scores [rows, vocabulary] of the next token, in float32: logits, or in a beam search log
 * probabilities. It may change them in place; it gives what takes their place.
 */
export type LogitsProcessor = (scores: Float, step: Step) => Float;

/** How many ids the rows have. */
export function lengthOf({ rows }: Step): number {
  return rows[0]!.length;
}

/** Ids as a tensor on the scores' device. */
export function idsLike(scores: Float, ids: ArrayLike<number>, shape?: readonly number[]): LongTensor {
  return ops.toDevice(longTensor(ids, shape), scores.device);
}

/** Takes some ids out of every row, in place. */
export function forbidColumns(scores: Float, ids: readonly number[]): Float {
  return own.indexFill_(scores, 1, idsLike(scores, ids), Number.NEGATIVE_INFINITY);
}

/** Takes ids out row by row, in place. */
export function forbid(scores: Float, idsOfRow: readonly (readonly number[])[]): Float {
  const [, width] = scores.shape as [number, number];
  const places = idsOfRow.flatMap((ids, row) => ids.map((id) => row * width + id));
  if (places.length > 0)
    own.indexFill_(ops.view(scores, [-1]), 0, idsLike(scores, places), Number.NEGATIVE_INFINITY);
  return scores;
}
