import type { KeysAndValues } from "./attention.js";
import type { GraphBuilder, Value } from "./graphBuilder.js";

/** What a decoder's graph begins with. */
export interface DecoderInputs {
  /** [B, T] */
  ids: Value;
  /** 1 where a source is real, [B, S]. */
  sourceMask: Value;
  /** The encoder's hidden states [B, S, d], from which each layer computes its keys and values; without a past. */
  hidden?: Value;
  /** For every layer keys and values of the tokens before and of the source. */
  past?: { decoder: KeysAndValues; encoder: KeysAndValues }[];
}

export interface DecoderOutputs {
  /** [B, T, vocabulary] */
  logits: Value;
  /** Of every layer; the source's are those of `past` where it was given. */
  present: { decoder: KeysAndValues; encoder: KeysAndValues }[];
}

/** A model's computation as nodes, and the lengths that its inputs and outputs have. */
export interface Architecture {
  dModel: number;
  vocabSize: number;
  decoderLayers: number;
  decoderHeads: number;
  /** Of keys and values. */
  headWidth: number;
  /** ids and mask [B, S] → hidden states [B, S, d]. */
  encode(b: GraphBuilder, ids: Value, mask: Value): Value;
  decode(b: GraphBuilder, inputs: DecoderInputs): DecoderOutputs;
}
