import type { Draws } from "./spanCorruption.js";

const mostFragments = 3;
const fewestWords = 2;
const mostWords = 6;

/**
 * A few short fragments of a document in its order, one after the other: what extractive fragments (Grusky et al.
 * 2018, arXiv:1804.11283) find between a document and a real summary, drawn instead of found. Predicting them
 * teaches to copy on from any word, not only from the first.
 */
export function drawFragments(
  ids: readonly number[],
  startsWord: (id: number) => boolean,
  draws: Draws,
): number[] {
  const words = ids.flatMap((id, i) => (i === 0 || startsWord(id) ? [i] : []));
  const count = 1 + draws.below(mostFragments);
  const starts = Array.from({ length: count }, () => draws.below(words.length)).sort((a, b) => a - b);
  const fragment: number[] = [];
  let from = 0;
  for (const start of starts) {
    const first = Math.max(start, from);
    const last = Math.min(first + fewestWords + draws.below(mostWords - fewestWords + 1), words.length);
    fragment.push(...ids.slice(words[first], words[last]));
    from = last;
  }
  return fragment;
}
