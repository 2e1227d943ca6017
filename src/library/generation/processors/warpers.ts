/**
 * Processors for sampling: they narrow the choice by the distribution alone. Each is the same sequence of operators as
 * Transformers' warper of its name, so that not even the last bit differs. `keep` ids stay in any case.
 */
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import type { LongTensor, Tensor } from "../../tensor/tensor.js";
import * as own from "../ops.js";
import type { LogitsProcessor } from "./processor.js";

type Float = Tensor<FloatDType>;
type Bool = Tensor<"bool">;

const remove = (scores: Float, mask: Bool): Float => own.maskedFill_(scores, mask, Number.NEGATIVE_INFINITY);

/** The `k`-th largest score of every row, [rows, 1]. */
function largestButLast(scores: Float, k: number): Float {
  const most = Math.min(k, scores.shape[1]!);
  return ops.narrow(own.topk(scores, most)[0], 1, most - 1, 1);
}

/** Lets `keep` columns of a sorted mask stay, from `start` on, and puts the mask in the scores' order. */
function unsorted(mask: Bool, order: LongTensor, start: number, keep: number): Bool {
  own.fill_(ops.narrow(mask, 1, start, Math.min(keep, mask.shape[1]! - start)), 0);
  return own.scatter(mask, order, mask);
}

export function temperature(value: number): LogitsProcessor {
  return (scores) => own.divScalar_(scores, value);
}

export function topK(k: number, keep: number): LogitsProcessor {
  return (scores) => remove(scores, own.below(scores, largestButLast(scores, Math.max(k, keep))));
}

/** Nucleus sampling (Holtzman et al. 2019, https://arxiv.org/abs/1904.09751). */
export function topP(p: number, keep: number): LogitsProcessor {
  return (scores) => {
    const [sorted, order] = own.sort(scores);
    const mask = own.atMost(own.cumsum(ops.softmax(sorted, -1)), 1 - p);
    const kept = Math.min(keep, mask.shape[1]!);
    return remove(scores, unsorted(mask, order, mask.shape[1]! - kept, kept));
  };
}

/** A share of the likeliest id's probability (Nguyen et al. 2024, https://arxiv.org/abs/2407.01082). */
export function minP(p: number, keep: number): LogitsProcessor {
  return (scores) => {
    const probabilities = ops.softmax(scores, -1);
    const low = own.below(probabilities, ops.mulScalar(own.largest(probabilities), p));
    const [, order] = own.sort(scores, true);
    return remove(scores, unsorted(ops.gather(low, 1, order), order, 0, keep));
  };
}

/** Locally typical sampling (Meister et al. 2022, https://arxiv.org/abs/2202.00666). */
export function typicalP(mass: number, keep: number): LogitsProcessor {
  return (scores) => {
    const information = ops.logSoftmax(scores, -1);
    const entropy = own.neg(own.nansum(ops.mul(information, own.exp(information))));
    const shifted = ops.abs(ops.sub(own.neg(information), entropy));
    const [sorted, order] = own.sort(shifted);
    const cumulative = own.cumsum(ops.softmax(ops.gather(scores, 1, order), -1));
    const last = own.clamp(own.count(own.below(cumulative, mass)), null, scores.shape[1]! - 1);
    const mask = own.above(sorted, ops.gather(sorted, 1, last));
    return remove(scores, unsorted(mask, order, 0, keep));
  };
}

/** What is unlikelier than `bound` and not among the `keep` likeliest. */
function unlikely(scores: Float, bound: Float | number, keep: number): Bool {
  return own.and(own.below(ops.softmax(scores, -1), bound), own.below(scores, largestButLast(scores, keep)));
}

/** A least probability (Hewitt et al. 2022, https://arxiv.org/abs/2210.15191). */
export function epsilonCutoff(epsilon: number, keep: number): LogitsProcessor {
  return (scores) => remove(scores, unlikely(scores, epsilon, keep));
}

const lowestFloat32 = -3.4028234663852886e38;

/** A least probability that follows the entropy (Hewitt et al. 2022). */
export function etaCutoff(epsilon: number, keep: number): LogitsProcessor {
  const single = Math.fround(epsilon);
  const root = Math.fround(Math.sqrt(single));
  return (scores) => {
    const normal = ops.sub(scores, own.logsumexp(scores));
    const finite = own.clamp(normal, lowestFloat32, null);
    const entropy = own.neg(ops.sumDim(ops.mul(finite, ops.softmax(normal, -1)), -1, true));
    const eta = own.clamp(ops.mulScalar(own.exp(own.neg(entropy)), root), null, single);
    return remove(scores, unlikely(scores, eta, keep));
  };
}
