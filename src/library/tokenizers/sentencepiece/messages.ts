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
  const lengths = Int32Array.from(texts, ({ ids }) => ids.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const packed: PackedTexts = { ids: new Int32Array(total), lengths };
  if (request.offsets) packed.offsets = new Int32Array(2 * total);
  if (request.tokens) packed.tokens = texts.flatMap(({ tokens = [] }) => tokens);
  let at = 0;
  for (const { ids, offsets } of texts) {
    packed.ids.set(ids, at);
    for (let i = 0; offsets && packed.offsets && i < offsets.length; i++) {
      packed.offsets[2 * (at + i)] = offsets[i]![0];
      packed.offsets[2 * (at + i) + 1] = offsets[i]![1];
    }
    at += ids.length;
  }
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
