/**
 * What changes the scores of the next token, one row at a time: plain functions on numbers, so that any backend
 * can use them. They equal Transformers' LogitsProcessors of the same names.
 */
import { type GenerationOptions, longestResult } from "./options.js";

/** Changes `scores` [vocabulary] in place, given the ids of the row so far (start token first). */
export type LogitsProcessor = (ids: readonly number[], scores: Float32Array) => void;

const forbid = (scores: Float32Array, id: number) => {
  scores[id] = Number.NEGATIVE_INFINITY;
};

/** Positive scores are divided by the penalty, negative ones multiplied, once for every id that occurred. */
export function repetitionPenalty(penalty: number): LogitsProcessor {
  return (ids, scores) => {
    for (const id of new Set(ids)) {
      const score = scores[id]!;
      scores[id] = score < 0 ? score * penalty : score / penalty;
    }
  };
}

/** Forbids the id that would repeat an n-gram of the row. */
export function noRepeatNgram(size: number): LogitsProcessor {
  return (ids, scores) => {
    const tail = ids.slice(ids.length - size + 1);
    for (let start = 0; start + size <= ids.length; start++)
      if (tail.every((id, i) => ids[start + i] === id)) forbid(scores, ids[start + size - 1]!);
  };
}

/** Forbids the end before the row has `length` ids. */
export function minLength(length: number, eosTokenId: number): LogitsProcessor {
  return (ids, scores) => {
    if (ids.length < length) forbid(scores, eosTokenId);
  };
}

/** Allows `tokenId` alone once the row has `length` ids. */
export function forceAt(length: number, tokenId: number): LogitsProcessor {
  return (ids, scores) => {
    if (ids.length !== length) return;
    scores.fill(Number.NEGATIVE_INFINITY);
    scores[tokenId] = 0;
  };
}

/** The processors that options ask for, in Transformers' order. */
export function processorsOf(options: GenerationOptions, eosTokenId: number): LogitsProcessor[] {
  const {
    repetitionPenalty: penalty,
    noRepeatNgramSize,
    minNewTokens,
    forcedBosTokenId,
    forcedEosTokenId,
  } = options;
  const candidates: (LogitsProcessor | false)[] = [
    penalty !== 1 && repetitionPenalty(penalty),
    noRepeatNgramSize > 0 && noRepeatNgram(noRepeatNgramSize),
    options.minLength > 0 && minLength(options.minLength, eosTokenId),
    minNewTokens !== null && minNewTokens > 0 && minLength(minNewTokens + 1, eosTokenId),
    forcedBosTokenId !== null && forceAt(1, forcedBosTokenId),
    forcedEosTokenId !== null && forceAt(longestResult(options) - 1, forcedEosTokenId),
  ];
  return candidates.filter((candidate) => candidate !== false);
}
