import type { AddedToken, AddedTokens } from "./addedTokens.js";

/** Begin and end of a token in its text: indices of JavaScript strings, so that `text.slice(...span)` is it. */
export type Span = [start: number, end: number];

/** What is asked for beside the ids. */
export interface EncodeRequest {
  offsets?: boolean;
  tokens?: boolean;
}

/** One text without surrounding special tokens. */
export interface EncodedText {
  ids: number[];
  /** Of each id, where asked for. */
  offsets?: Span[];
  /** The token of each id as the text has it (unknown ones too), where asked for. */
  tokens?: string[];
}

/** The ids of special tokens that surround one text. */
export interface SpecialTokenTemplate {
  prefix: number[];
  suffix: number[];
}

/** What a tokenizer's file format must offer; special tokens around a text and truncation are above it. */
export interface TokenizerBackend {
  /** Names of the files that it is made of. */
  readonly files: readonly string[];
  /** Every id there is, added tokens included: ids are in [0, vocabSize). */
  readonly vocabSize: number;
  readonly added: AddedTokens;
  readonly template: SpecialTokenTemplate;
  /** Ids of each text without surrounding special tokens; special tokens written in a text become one id. */
  encode(texts: readonly string[], request: EncodeRequest): Promise<EncodedText[]>;
  /** Texts of ids that are all in [0, vocabSize). */
  decode(batch: readonly number[][], skipSpecialTokens: boolean): Promise<string[]>;
  tokenToId(token: string): number | undefined;
  idToToken(id: number): string | undefined;
  /** Adds tokens that are not added yet, at the end of the vocabulary where they are new to it. */
  addTokens(tokens: readonly AddedToken[]): void;
  /**
   * Writes what only it can write of its files, where it differs from the files it was read from (`changed`
   * says that tokens were added). Returns the names of the files written.
   */
  save(folder: string, changed: boolean): Promise<string[]>;
}
