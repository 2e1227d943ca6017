import type { Kinds, ScoreMath } from "../scores/math.js";
import type { TorchKinds } from "../scores/torch.js";

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
export type Processor<K extends Kinds> = (scores: K["float"], step: Step) => K["float"];

/** A caller's own processor, which gets a model's scores as LibTorch's tensor. */
export type LogitsProcessor = Processor<TorchKinds>;

/** How many ids the rows have. */
export function lengthOf({ rows }: Step): number {
  return rows[0]!.length;
}

/** Takes ids out row by row, in place. */
export function forbid<K extends Kinds>(
  math: ScoreMath<K>,
  scores: K["float"],
  idsOfRow: readonly (readonly number[])[],
): K["float"] {
  const width = math.columns(scores);
  const places = idsOfRow.flatMap((ids, row) => ids.map((id) => row * width + id));
  return places.length > 0 ? math.fillPlaces_(scores, places, Number.NEGATIVE_INFINITY) : scores;
}
