import { SummnbError } from "../errors.js";
import { noteWholeLength } from "../provenance/lengths.js";
import type { EncodedText, EncodeRequest, SpecialTokenTemplate, TokenizerBackend } from "./backend.js";
import type { Side } from "./config.js";

export interface RowOptions {
  /** Most ids of a row, the special tokens counted; Infinity for no limit. */
  maxLength: number;
  truncationSide: Side;
  addSpecialTokens: boolean;
}

/** A text with the special tokens around it, cut to its length; these have the place [0, 0]. */
export interface Row extends EncodedText {
  /** How many special tokens are before and after the text. */
  around: SpecialTokenTemplate;
}

/** Encodes texts and puts the special tokens around them. Throws a SummnbError for what is no text. */
export async function encodeRows(
  backend: TokenizerBackend,
  texts: readonly string[],
  { maxLength, truncationSide, addSpecialTokens }: RowOptions,
  request: EncodeRequest,
): Promise<Row[]> {
  const around = addSpecialTokens ? backend.template : { prefix: [], suffix: [] };
  const added = around.prefix.length + around.suffix.length;
  if (maxLength < added)
    throw new SummnbError(
      `maxLength ${maxLength} is no length a text can be cut to: this tokenizer adds ${added} special token(s), so give at least that.`,
    );
  const contents = await backend.encode(texts.map(wellFormed), request);
  const cut = <T>(values: readonly T[]): readonly T[] => {
    const room = maxLength - added;
    if (values.length <= room) return values;
    return truncationSide === "left" ? values.slice(values.length - room) : values.slice(0, room);
  };
  return contents.map(({ ids, offsets }) => {
    const row: Row = { ids: [...around.prefix, ...cut(ids), ...around.suffix], around };
    if (ids.length + added > row.ids.length) noteWholeLength(row.ids, ids.length + added);
    if (offsets)
      row.offsets = [
        ...around.prefix.map((): [number, number] => [0, 0]),
        ...cut(offsets),
        ...around.suffix.map((): [number, number] => [0, 0]),
      ];
    return row;
  });
}

/** 1 for the special tokens around the text. */
export function specialTokensMask({ ids, around }: Row): number[] {
  const last = ids.length - around.suffix.length;
  return ids.map((_, index) => (index < around.prefix.length || index >= last ? 1 : 0));
}

/** Half a surrogate pair has no UTF-8: it becomes U+FFFD here rather than in each backend differently. */
function wellFormed(text: unknown, index: number): string {
  if (typeof text !== "string")
    throw new SummnbError(
      `Text ${index} is not a string but ${JSON.stringify(text) ?? String(text)}: a tokenizer takes strings.`,
    );
  return /\p{Surrogate}/u.test(text) ? Buffer.from(text, "utf8").toString("utf8") : text;
}
