/** What a tokenizer's file format must offer; special tokens around a text and truncation are above it. */
export interface TokenizerBackend {
  /** Every id there is, added tokens included: ids are in [0, vocabSize). */
  readonly vocabSize: number;
  /** Ids of each text without surrounding special tokens; special tokens written in a text become one id. */
  encode(texts: readonly string[]): Promise<number[][]>;
  /** Texts of ids that are all in [0, vocabSize). */
  decode(batch: readonly number[][], skipSpecialTokens: boolean): Promise<string[]>;
  tokenToId(token: string): number | undefined;
  idToToken(id: number): string | undefined;
}
