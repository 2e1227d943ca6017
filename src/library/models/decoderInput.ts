import type { FloatDType } from "../tensor/dtype.js";
import type { Tensor } from "../tensor/tensor.js";
import type { DecoderCache, LayerCache } from "./cache.js";

type Float = Tensor<FloatDType>;

/** What a decoder needs besides its ids. */
export interface DecoderInput {
  /** The encoder's output [B, S, d]. */
  source: Float;
  /** Hides the source's padding, [B, 1, 1, S]; null when there is none. */
  sourceBias: Float | null;
  cache?: DecoderCache;
}

/** What one layer of a decoder needs besides its hidden states. */
export interface CrossInput {
  /** The encoder's output [B, S, d]. */
  source: Float;
  bias: Float | null;
  selfCache?: LayerCache;
  crossCache?: LayerCache;
}

/** The part of layer `index`. */
export function crossInput({ source, sourceBias, cache }: DecoderInput, index: number): CrossInput {
  return { source, bias: sourceBias, selfCache: cache?.self[index], crossCache: cache?.cross[index] };
}
