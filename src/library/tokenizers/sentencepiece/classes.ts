import type { PlacedToken } from "../addedTokens.js";
import type { SpecialTokens } from "../classes.js";
import type { TokenizerConfig } from "../config.js";

/** What a class of tokenizer adds to its SentencePiece model. */
export interface SentencePieceClass {
  /** How far the ids of pieces are moved up. */
  pieceOffset(config: TokenizerConfig): number;
  /** Tokens whose ids the class fixes; `pieces` is the number of the model's own. */
  addedTokens(config: TokenizerConfig, special: SpecialTokens, pieces: number): PlacedToken[];
}

/** T5's sentinels follow the pieces, backwards: <extra_id_0> has the highest id. */
const t5: SentencePieceClass = {
  pieceOffset: () => 0,
  addedTokens: ({ extraIds }, _special, pieces) =>
    Array.from({ length: extraIds }, (_, index) => ({
      content: `<extra_id_${index}>`,
      id: pieces + extraIds - 1 - index,
      special: true,
    })),
};

/**
 * Pegasus's first ids are for pretraining: pad, end, the mask of a sentence, the mask of words, <unk_2> to
 * <unk_102>; the pieces follow from 103 on. As in Transformers 4.57 and in published tokenizer.json files;
 * 5.18 exchanges the two masks.
 */
const pegasus: SentencePieceClass = {
  pieceOffset: ({ offset }) => offset,
  addedTokens: ({ offset, maskTokenSent }, { padToken, eosToken, maskToken }) => {
    const masks = maskTokenSent === undefined ? [] : [maskTokenSent, maskToken];
    const unused = Array.from({ length: Math.max(0, offset - 2) }, (_, index) => `<unk_${index + 2}>`);
    return [padToken, eosToken, ...masks, ...unused].flatMap((content, id) =>
      content === undefined ? [] : [{ content, id, special: true }],
    );
  },
};

export const sentencePieceClasses: Readonly<Record<string, SentencePieceClass>> = {
  T5Tokenizer: t5,
  MT5Tokenizer: t5,
  PegasusTokenizer: pegasus,
};
