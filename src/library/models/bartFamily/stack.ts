import { SummnbError } from "../../errors.js";
import { checkpointed, Dropout, Embedding, Module, ModuleList, type Parameter } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";
import type { LongTensor, Tensor } from "../../tensor/tensor.js";
import { crossInput, type DecoderInput } from "../decoderInput.js";
import { causalBias } from "../masks.js";
import type { AttentionMask } from "./attention.js";
import type { BartFamilyConfig, Side } from "./config.js";
import { Layer, type LayerStyle } from "./layer.js";

type Float = Tensor<FloatDType>;

/** Vectors that tell a stack where a token stands. */
export interface Positions extends Module {
  /** Those of positions offset, …, offset + length - 1: [length, d]. */
  forward(length: number, offset: number): Float;
}

/** What to do about too many tokens, for each side. */
const remedies: Record<Side, (most: number) => string> = {
  encoder: (most) => `truncate sources, such as with maxSourceLength ${most}`,
  decoder: (most) => `shorten targets, such as with maxTargetLength ${most}, and maxNewTokens likewise`,
};

/** True in `p` of all calls, by the CPU's generator. */
function chance(p: number): boolean {
  return p > 0 && scope(() => ops.uniform_(ops.zeros([1], "float32"), 0, 1).item()) < p;
}

/** The encoder or the decoder: embeddings of tokens and positions, and layers. */
export abstract class Stack extends Module {
  embed_tokens: Embedding;
  readonly embed_positions: Positions;
  readonly layers: ModuleList<Layer>;
  readonly dropout: Dropout;

  constructor(
    private readonly settings: BartFamilyConfig,
    private readonly side: Side,
    shared: Parameter,
    style: LayerStyle,
    positions: Positions,
  ) {
    super();
    const { vocabSize, dModel, padTokenId, dropout } = settings;
    this.embed_tokens = new Embedding(vocabSize, dModel, shared, padTokenId);
    this.embed_positions = positions;
    this.layers = new ModuleList(
      Array.from({ length: settings[side].layers }, () => new Layer(settings, side, style)),
    );
    this.dropout = new Dropout(dropout);
  }

  /** What follows the sum of the embeddings. */
  protected embedded(x: Float): Float {
    return x;
  }

  /** What follows the last layer. */
  protected finished(x: Float): Float {
    return x;
  }

  #embed(ids: LongTensor, past: number): Float {
    const { maxPositionEmbeddings: most, scaleEmbedding, dModel } = this.settings;
    const length = ids.shape[1]!;
    if (past + length > most)
      throw new SummnbError(
        `The model's ${this.side} takes at most ${most} tokens (max_position_embeddings of its config), but a batch has ${past + length}; ${remedies[this.side](most)}.`,
      );
    return scope(() => {
      const tokens = this.embed_tokens.forward(ids);
      const scaled = scaleEmbedding ? ops.mulScalar(tokens, Math.sqrt(dModel)) : tokens;
      const sum = ops.add(scaled, this.embed_positions.forward(length, past));
      return this.dropout.forward(this.embedded(sum));
    });
  }

  #selfMask(paddingBias: Float | null, length: number, past: number, like: Float): AttentionMask {
    if (this.side === "encoder") return { bias: paddingBias, causal: false };
    // Without a past the kernel masks by itself; a single token sees all of its past.
    if (length === 1 || past === 0) return { bias: null, causal: length > 1 };
    return { bias: causalBias(length, like.dtype, like.device, past), causal: false };
  }

  /**
   * `ids` [B, L] → hidden states [B, L, d].
   * @param paddingBias of the encoder's own input, [B, 1, 1, L]
   * @param states collects the embeddings and every layer's output, as Transformers does
   * @throws SummnbError when the ids are more than the model has positions for
   */
  forward(ids: LongTensor, paddingBias: Float | null, input?: DecoderInput, states?: Float[]): Float {
    const length = ids.shape[1]!;
    const past = input?.cache?.length ?? 0;
    let hidden = this.#embed(ids, past);
    const mask = this.#selfMask(paddingBias, length, past, hidden);
    const { layerdrop } = this.settings[this.side];
    this.layers.items.forEach((layer, i) => {
      states?.push(hidden);
      if (this.training && chance(layerdrop)) return;
      const cross = input && crossInput(input, i);
      hidden = checkpointed([hidden, cross?.source ?? null], ([x, source]) =>
        layer.forward(x!, mask, cross && { ...cross, source: source! }),
      );
    });
    hidden = this.finished(hidden);
    states?.push(hidden);
    if (input?.cache) input.cache.length += length;
    return hidden;
  }
}

/** Makes an architecture's encoder or decoder around the shared table of embeddings. */
export type StackClass = new (settings: BartFamilyConfig, side: Side, shared: Parameter) => Stack;
