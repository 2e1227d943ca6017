/** Processors that make ids more or less likely. */
import type { Kinds, ScoreMath } from "../scores/math.js";
import { lengthOf, type Processor } from "./processor.js";

/** Positive scores of these ids, as many a row as in any other, are divided by the penalty, negative ones multiplied. */
function penalize<K extends Kinds>(
  math: ScoreMath<K>,
  scores: K["float"],
  idsOfRow: readonly (readonly number[])[],
  penalty: number,
): K["float"] {
  const ids = math.index(scores, idsOfRow.flat(), idsOfRow.length);
  const chosen = math.gather(scores, ids);
  const changed = math.where(math.below(chosen, 0), math.mul(chosen, penalty), math.div(chosen, penalty));
  return math.scatter_(scores, ids, changed);
}

/** Discourages ids that occurred, each once (Keskar et al. 2019, https://arxiv.org/abs/1909.05858). */
export function repetitionPenalty<K extends Kinds>(math: ScoreMath<K>, penalty: number): Processor<K> {
  return (scores, { rows }) => penalize(math, scores, rows, penalty);
}

/**
 * Encourages ids of the source. Transformers gives a beam search's rows the ids of other sources (it takes the
 * first rows for the sources); here every row has its own.
 */
export function encoderRepetitionPenalty<K extends Kinds>(math: ScoreMath<K>, penalty: number): Processor<K> {
  return (scores, { sources }) => {
    const length = Math.max(...sources.map((source) => source.length));
    // A shorter source is filled up with its own first id: to set a score twice changes nothing.
    const ids = sources.map((source) => Array.from({ length }, (_, i) => source[i] ?? source[0]!));
    return penalize(math, scores, ids, 1 / penalty);
  };
}

/** From `start` new tokens on, moves the end's score up by its amount · (factor ^ tokens - 1). */
export function lengthDecay<K extends Kinds>(
  math: ScoreMath<K>,
  start: number,
  factor: number,
  ends: readonly number[],
): Processor<K> {
  return (scores, step) => {
    const past = lengthOf(step) - (start + 1);
    if (past <= 0) return scores;
    const amount = math.abs(math.selectColumns(scores, ends));
    return math.addColumns_(scores, ends, math.mul(amount, factor ** past - 1));
  };
}

/** Adds a bias to the last id of a sequence where its other ids stand. */
export function sequenceBias<K extends Kinds>(
  math: ScoreMath<K>,
  biases: readonly (readonly [ids: readonly number[], bias: number])[],
): Processor<K> {
  return (scores, { rows }) => {
    const width = math.columns(scores);
    const sums = new Map<number, number>();
    rows.forEach((row, index) => {
      for (const [ids, bias] of biases) {
        const place = index * width + ids.at(-1)!;
        // Sums of float32, as the bias tensor of Transformers has them.
        if (endsWith(row, ids)) sums.set(place, Math.fround((sums.get(place) ?? 0) + Math.fround(bias)));
      }
    });
    return sums.size > 0 ? math.addPlaces_(scores, [...sums.keys()], [...sums.values()]) : scores;
  };
}

/** Whether a row ends with all ids of a sequence but the last. */
export function endsWith(row: readonly number[], sequence: readonly number[]): boolean {
  const prefix = sequence.length - 1;
  if (prefix > 0 && sequence.length > row.length) return false;
  for (let i = 0; i < prefix; i++) if (row[row.length - prefix + i] !== sequence[i]) return false;
  return true;
}
