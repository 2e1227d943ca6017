import type { Piece } from "./model.js";

interface TrieNode {
  /** The piece that ends here, or -1. */
  id: number;
  next: Map<number, TrieNode>;
}

/** The pieces of a normalized text: their ids, and where in it each begins and ends (UTF-16 units). */
export interface Segmentation {
  ids: number[];
  starts: number[];
  ends: number[];
}

/** How much worse than the worst piece an unknown character is, in SentencePiece and in tokenizers. */
const unknownPenalty = 10;

/**
 * The most likely segmentation of normalized text under a unigram model, by Viterbi. Of segmentations that are
 * equally likely the one is kept whose last piece begins first, as in SentencePiece 0.2 and Hugging Face's
 * tokenizers: `xxx` is `x` `xx`. Source: Kudo, "Subword Regularization" (2018); `encode_optimized` of tokenizers.
 */
export class UnigramSegmenter {
  private readonly root: TrieNode = { id: -1, next: new Map() };
  private readonly scores: Float64Array;
  private readonly unknownScore: number;

  constructor(
    pieces: readonly Piece[],
    private readonly unknownId: number,
  ) {
    const normal = pieces.filter(({ kind }) => kind === "normal").map(({ score }) => score);
    const best = normal.reduce((max, score) => Math.max(max, score), -Infinity);
    this.unknownScore = normal.reduce((min, score) => Math.min(min, score), Infinity) - unknownPenalty;
    this.scores = Float64Array.from(pieces, ({ kind, score, text }) =>
      // The author of the model wants these pieces whole: they beat every other way.
      kind === "userDefined" ? [...text].length * best - 0.1 : score,
    );
    for (const [id, { kind, text }] of pieces.entries())
      if (kind === "normal" || kind === "userDefined") this.insert(text, id);
  }

  /** The pieces; neighbouring unknown characters are one unknown piece. */
  segment(normalized: string): Segmentation {
    const length = normalized.length;
    const bestScore = new Float64Array(length + 1);
    const startOf = new Int32Array(length + 1).fill(-1);
    const pieceOf = new Int32Array(length + 1);
    const offer = (start: number, end: number, id: number, score: number) => {
      const candidate = bestScore[start]! + score;
      if (startOf[end]! >= 0 && candidate <= bestScore[end]!) return;
      bestScore[end] = candidate;
      startOf[end] = start;
      pieceOf[end] = id;
    };
    for (let start = 0; start < length; ) {
      const next = start + (normalized.codePointAt(start)! > 0xffff ? 2 : 1);
      let isKnown = false;
      let node = this.root.next.get(normalized.charCodeAt(start));
      for (let end = start + 1; node; node = node.next.get(normalized.charCodeAt(end++))) {
        if (node.id < 0) continue;
        offer(start, end, node.id, this.scores[node.id]!);
        isKnown ||= end === next;
      }
      if (!isKnown) offer(start, next, this.unknownId, this.unknownScore);
      start = next;
    }
    return this.backtrack(length, startOf, pieceOf);
  }

  private backtrack(length: number, startOf: Int32Array, pieceOf: Int32Array): Segmentation {
    const ids: number[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    for (let end = length; end > 0; end = startOf[end]!) {
      const id = pieceOf[end]!;
      const start = startOf[end]!;
      if (id === this.unknownId && ids.at(-1) === this.unknownId) {
        starts[starts.length - 1] = start;
        continue;
      }
      ids.push(id);
      starts.push(start);
      ends.push(end);
    }
    return { ids: ids.reverse(), starts: starts.reverse(), ends: ends.reverse() };
  }

  private insert(text: string, id: number): void {
    let node = this.root;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      let next = node.next.get(code);
      if (!next) {
        next = { id: -1, next: new Map() };
        node.next.set(code, next);
      }
      node = next;
    }
    node.id = id;
  }
}
