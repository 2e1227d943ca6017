/** Processors that make ids more or less likely. */
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { fromArray, type LongTensor, type Tensor } from "../../tensor/tensor.js";
import * as own from "../ops.js";
import { idsLike, type LogitsProcessor, lengthOf } from "./processor.js";

type Float = Tensor<FloatDType>;

/** Positive scores are divided by the penalty, negative ones multiplied. */
function penalize(scores: Float, ids: LongTensor, penalty: number): Float {
  const chosen = ops.gather(scores, 1, ids);
  const changed = own.where(
    own.below(chosen, 0),
    ops.mulScalar(chosen, penalty),
    ops.divScalar(chosen, penalty),
  );
  return own.scatter_(scores, ids, changed);
}

/** Discourages ids that occurred, each once (Keskar et al. 2019, https://arxiv.org/abs/1909.05858). */
export function repetitionPenalty(penalty: number): LogitsProcessor {
  return (scores, { rows }) =>
    penalize(scores, idsLike(scores, rows.flat(), [rows.length, rows[0]!.length]), penalty);
}

/**
 * Encourages ids of the source. Transformers gives a beam search's rows the ids of other sources (it takes the
 * first rows for the sources); here every row has its own.
 */
export function encoderRepetitionPenalty(penalty: number): LogitsProcessor {
  return (scores, { sources }) => {
    const length = Math.max(...sources.map((source) => source.length));
    // A shorter source is filled up with its own first id: to set a score twice changes nothing.
    const ids = sources.flatMap((source) => Array.from({ length }, (_, i) => source[i] ?? source[0]!));
    return penalize(scores, idsLike(scores, ids, [sources.length, length]), 1 / penalty);
  };
}

/** From `start` new tokens on, moves the end's score up by its amount · (factor ^ tokens - 1). */
export function lengthDecay(start: number, factor: number, ends: readonly number[]): LogitsProcessor {
  return (scores, step) => {
    const past = lengthOf(step) - (start + 1);
    if (past <= 0) return scores;
    const columns = idsLike(scores, ends);
    const amount = ops.abs(ops.indexSelect(scores, 1, columns));
    return own.indexAdd_(scores, 1, columns, ops.mulScalar(amount, factor ** past - 1) as Float);
  };
}

/** Adds a bias to the last id of a sequence where its other ids stand. */
export function sequenceBias(
  biases: readonly (readonly [ids: readonly number[], bias: number])[],
): LogitsProcessor {
  return (scores, { rows }) => {
    const [, width] = scores.shape as [number, number];
    const sums = new Map<number, number>();
    rows.forEach((row, index) => {
      for (const [ids, bias] of biases) {
        const place = index * width + ids.at(-1)!;
        // Sums of float32, as the bias tensor of Transformers has them.
        if (endsWith(row, ids)) sums.set(place, Math.fround((sums.get(place) ?? 0) + Math.fround(bias)));
      }
    });
    if (sums.size === 0) return scores;
    const values = fromArray(Float32Array.from(sums.values()), [sums.size], "float32");
    own.indexAdd_(
      ops.view(scores, [-1]),
      0,
      idsLike(scores, [...sums.keys()]),
      ops.toDevice(values, scores.device),
    );
    return scores;
  };
}

/** Whether a row ends with all ids of a sequence but the last. */
export function endsWith(row: readonly number[], sequence: readonly number[]): boolean {
  const prefix = sequence.length - 1;
  if (prefix > 0 && sequence.length > row.length) return false;
  for (let i = 0; i < prefix; i++) if (row[row.length - prefix + i] !== sequence[i]) return false;
  return true;
}
