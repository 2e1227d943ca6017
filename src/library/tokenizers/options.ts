import type { AddedToken } from "./addedTokens.js";
import type { BatchParts } from "./batch.js";
import type { PaddingOptions, TruncationOptions } from "./lengths.js";

export interface EncodeOptions extends TruncationOptions {
  /** Add the tokens the model expects around a text, such as T5's `</s>`. Default true. */
  addSpecialTokens?: boolean;
}

export interface BatchOptions extends EncodeOptions, PaddingOptions, BatchParts {
  /** Target texts, one for each text: their ids are the `labels`. */
  textTarget?: string | readonly string[];
  /** Fills labels; default -100, which the loss leaves out. Transformers fills with the pad token, which counts. */
  labelPadTokenId?: number;
  /** "pt": tensors on the CPU instead of arrays. */
  returnTensors?: "pt" | undefined;
}

export interface DecodeOptions {
  /** Leave out pad, end-of-sequence, unknown and further special tokens. Default false, as in Transformers. */
  skipSpecialTokens?: boolean;
  /** Undo the space before punctuation; default is the tokenizer's own `clean_up_tokenization_spaces`. */
  cleanUpTokenizationSpaces?: boolean;
}

/** A token to add, with how it is matched. */
export type NewToken = Omit<AddedToken, "special"> & Partial<AddedToken>;
