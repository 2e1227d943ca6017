import type { PlacedToken } from "../addedTokens.js";
import type { EncodedText, EncodeRequest, Span } from "../backend.js";
import type { EncoderSettings } from "./encoder.js";
import type { Piece } from "./model.js";

/** What the worker is started with. */
export interface WorkerStart {
  file: string;
}

/** To the worker; each but `configure` is answered by one `Answer` with its number. */
export type Call =
  | { kind: "vocabulary"; number: number }
  | { kind: "encode"; number: number; texts: string[]; request: EncodeRequest }
  | { kind: "configure"; added: PlacedToken[]; settings: EncoderSettings };

/** The pieces of a spiece.model in the order of their ids. */
export interface PieceList {
  pieces: { text: string; kind: Piece["kind"] }[];
  byteFallback: boolean;
}

/** From the worker. `isForUser` marks the message of a SummnbError. */
export type Answer =
  | { number: number; kind: "vocabulary"; vocabulary: PieceList }
  | { number: number; kind: "encoded"; texts: PackedTexts }
  | { number: number; kind: "failed"; message: string; isForUser: boolean };

/** Encoded texts in few arrays, which cross to another thread without a copy. */
export interface PackedTexts {
  ids: Int32Array<ArrayBuffer>;
  /** How many ids each text has. */
  lengths: Int32Array<ArrayBuffer>;
  /** Begin and end of each id's place. */
  offsets?: Int32Array<ArrayBuffer>;
  tokens?: string[];
}

export function pack(texts: readonly EncodedText[], request: EncodeRequest): PackedTexts {
  const packed: PackedTexts = {
    ids: Int32Array.from(texts.flatMap(({ ids }) => ids)),
    lengths: Int32Array.from(texts, ({ ids }) => ids.length),
  };
  if (request.offsets) packed.offsets = Int32Array.from(texts.flatMap(({ offsets = [] }) => offsets.flat()));
  if (request.tokens) packed.tokens = texts.flatMap(({ tokens = [] }) => tokens);
  return packed;
}

export function unpack({ ids, lengths, offsets, tokens }: PackedTexts): EncodedText[] {
  let end = 0;
  return Array.from(lengths, (length) => {
    const start = end;
    end += length;
    const text: EncodedText = { ids: Array.from(ids.subarray(start, end)) };
    if (tokens) text.tokens = tokens.slice(start, end);
    if (offsets)
      text.offsets = Array.from(
        { length },
        (_, i): Span => [offsets[2 * (start + i)]!, offsets[2 * (start + i) + 1]!],
      );
    return text;
  });
}
