/**
 * Processors for sampling: they narrow the choice by the distribution alone. Each is the same sequence of operators as
 * Transformers' warper of its name, so that with LibTorch not even the last bit differs. `keep` ids stay in any case.
 */
import type { Kinds, ScoreMath } from "../scores/math.js";
import type { Processor } from "./processor.js";

const remove = <K extends Kinds>(math: ScoreMath<K>, scores: K["float"], mask: K["bool"]): K["float"] =>
  math.fillMasked_(scores, mask, Number.NEGATIVE_INFINITY);

/** The `k`-th largest score of every row, [rows, 1]. */
function largestButLast<K extends Kinds>(math: ScoreMath<K>, scores: K["float"], k: number): K["float"] {
  const most = Math.min(k, math.columns(scores));
  return math.selectColumns(math.topk(scores, most)[0], [most - 1]);
}

/** Lets `keep` columns of a sorted mask stay, from `start` on, and puts the mask in the scores' order. */
function unsorted<K extends Kinds>(
  math: ScoreMath<K>,
  mask: K["bool"],
  order: K["index"],
  start: number,
  keep: number,
): K["bool"] {
  math.clearColumns_(mask, start, Math.min(keep, math.columns(mask) - start));
  return math.scatterBool(order, mask);
}

export function temperature<K extends Kinds>(math: ScoreMath<K>, value: number): Processor<K> {
  return (scores) => math.div_(scores, value);
}

export function topK<K extends Kinds>(math: ScoreMath<K>, k: number, keep: number): Processor<K> {
  return (scores) =>
    remove(math, scores, math.below(scores, largestButLast(math, scores, Math.max(k, keep))));
}

/** Nucleus sampling (Holtzman et al. 2019, https://arxiv.org/abs/1904.09751). */
export function topP<K extends Kinds>(math: ScoreMath<K>, p: number, keep: number): Processor<K> {
  return (scores) => {
    const [sorted, order] = math.sort(scores);
    const mask = math.atMost(math.cumsum(math.softmax(sorted)), 1 - p);
    const width = math.columns(scores);
    const kept = Math.min(keep, width);
    return remove(math, scores, unsorted(math, mask, order, width - kept, kept));
  };
}

/** A share of the likeliest id's probability (Nguyen et al. 2024, https://arxiv.org/abs/2407.01082). */
export function minP<K extends Kinds>(math: ScoreMath<K>, p: number, keep: number): Processor<K> {
  return (scores) => {
    const probabilities = math.softmax(scores);
    const low = math.below(probabilities, math.mul(math.largest(probabilities), p));
    const [, order] = math.sort(scores, true);
    return remove(math, scores, unsorted(math, math.gatherBool(low, order), order, 0, keep));
  };
}

/** Locally typical sampling (Meister et al. 2022, https://arxiv.org/abs/2202.00666). */
export function typicalP<K extends Kinds>(math: ScoreMath<K>, mass: number, keep: number): Processor<K> {
  return (scores) => {
    const information = math.logSoftmax(scores);
    const entropy = math.neg(math.nansum(math.mul(information, math.exp(information))));
    const shifted = math.abs(math.sub(math.neg(information), entropy));
    const [sorted, order] = math.sort(shifted);
    const cumulative = math.cumsum(math.softmax(math.gather(scores, order)));
    const last = math.clampIndex(math.count(math.below(cumulative, mass)), math.columns(scores) - 1);
    const mask = math.above(sorted, math.gather(sorted, last));
    return remove(math, scores, unsorted(math, mask, order, 0, keep));
  };
}

/** What is unlikelier than `bound` and not among the `keep` likeliest. */
function unlikely<K extends Kinds>(
  math: ScoreMath<K>,
  scores: K["float"],
  bound: K["float"] | number,
  keep: number,
): K["bool"] {
  const rare = math.below(math.softmax(scores), bound);
  return math.and(rare, math.below(scores, largestButLast(math, scores, keep)));
}

/** A least probability (Hewitt et al. 2022, https://arxiv.org/abs/2210.15191). */
export function epsilonCutoff<K extends Kinds>(
  math: ScoreMath<K>,
  epsilon: number,
  keep: number,
): Processor<K> {
  return (scores) => remove(math, scores, unlikely(math, scores, epsilon, keep));
}

const lowestFloat32 = -3.4028234663852886e38;

/** A least probability that follows the entropy (Hewitt et al. 2022). */
export function etaCutoff<K extends Kinds>(math: ScoreMath<K>, epsilon: number, keep: number): Processor<K> {
  const single = Math.fround(epsilon);
  const root = Math.fround(Math.sqrt(single));
  return (scores) => {
    const normal = math.sub(scores, math.logsumexp(scores));
    const finite = math.clamp(normal, lowestFloat32, null);
    const entropy = math.neg(math.sum(math.mul(finite, math.softmax(normal))));
    const eta = math.clamp(math.mul(math.exp(math.neg(entropy)), root), null, single);
    return remove(math, scores, unlikely(math, scores, eta, keep));
  };
}
