/** Token ids as models and label tensors hold them. */
export type TokenIds = ArrayLike<number | bigint>;

/** Labels mark what is not to be learnt by -100: shown as padding. An id past the vocabulary has no text. */
export function toDecodableIds(ids: TokenIds, padTokenId: number, vocabSize: number): number[] {
  const decodable: number[] = [];
  for (let index = 0; index < ids.length; index++) {
    const id = Number(ids[index]);
    if (id < vocabSize) decodable.push(id < 0 ? padTokenId : id);
  }
  return decodable;
}

const cleanUps: readonly (readonly [string, string])[] = [
  [" .", "."],
  [" ?", "?"],
  [" !", "!"],
  [" ,", ","],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

/** `clean_up_tokenization` of Transformers 4.57: the same replacements in the same order. */
export function cleanUpTokenization(text: string): string {
  return cleanUps.reduce((cleaned, [from, to]) => cleaned.replaceAll(from, to), text);
}

const metaspace = "\u2581";

/**
 * The text of SentencePiece tokens as the Metaspace decoder of Hugging Face's tokenizers gives it: the first
 * token loses its space marks, in all others they are spaces.
 */
export function decodeMetaspace(tokens: readonly string[]): string {
  return tokens.map((token, index) => token.replaceAll(metaspace, index === 0 ? "" : " ")).join("");
}
