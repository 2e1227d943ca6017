import { rougeTokens } from "./tokens.js";

/** How a summary is made of pieces of its document. */
export interface ExtractiveFragments {
  /** The pieces, each as its words. */
  fragments: string[][];
  /** Share of the summary's words that stand in a piece, in [0, 1]. */
  coverage: number;
  /** Mean over the summary's words of the length of the piece that each stands in, in words. */
  density: number;
  /** Words of the document for a word of the summary. */
  compression: number;
  /** Words of the summary. */
  length: number;
}

/**
 * The longest common pieces of a document and its summary, found greedily from the summary's start (Grusky et
 * al. 2018, "Newsroom", https://arxiv.org/abs/1804.11283, figure 3). Words are those of ROUGE, without stemming.
 */
export function extractiveFragments(document: string, summary: string): ExtractiveFragments {
  const source = rougeTokens(document, false);
  const words = rougeTokens(summary, false);
  const fragments: string[][] = [];
  for (let i = 0; i < words.length; ) {
    const length = longestAt(words, i, source);
    if (length > 0) fragments.push(words.slice(i, i + length));
    i += Math.max(1, length);
  }
  const total = (of: (length: number) => number) =>
    fragments.reduce((sum, fragment) => sum + of(fragment.length), 0) / Math.max(1, words.length);
  return {
    fragments,
    coverage: total((length) => length),
    density: total((length) => length ** 2),
    compression: source.length / Math.max(1, words.length),
    length: words.length,
  };
}

/** Length of the longest piece of `source` that `words` goes on with at `start`. */
function longestAt(words: readonly string[], start: number, source: readonly string[]): number {
  let longest = 0;
  for (let at = 0; at < source.length; at++) {
    let length = 0;
    while (
      start + length < words.length &&
      at + length < source.length &&
      source[at + length] === words[start + length]
    )
      length++;
    longest = Math.max(longest, length);
  }
  return longest;
}
