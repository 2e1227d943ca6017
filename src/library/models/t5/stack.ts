import {
  checkpointed,
  Dropout,
  Embedding,
  Module,
  ModuleList,
  type Parameter,
  RMSNorm,
} from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import type { LongTensor, Tensor } from "../../tensor/tensor.js";
import type { DecoderCache } from "../cache.js";
import { crossInput, type DecoderInput } from "../decoderInput.js";
import { causalBias } from "../masks.js";
import type { T5Config } from "./config.js";
import { T5Block } from "./layers.js";

type Float = Tensor<FloatDType>;

/** The encoder or the decoder: embeddings, blocks, a last norm. */
export class T5Stack extends Module {
  readonly embed_tokens: Embedding;
  readonly block: ModuleList<T5Block>;
  readonly final_layer_norm: RMSNorm;
  readonly dropout: Dropout;

  constructor(
    config: T5Config,
    private readonly decoder: boolean,
    shared: Parameter,
  ) {
    super();
    this.embed_tokens = new Embedding(config.vocabSize, config.dModel, shared);
    const count = decoder ? config.numDecoderLayers : config.numLayers;
    this.block = new ModuleList(
      Array.from({ length: count }, (_, i) => new T5Block(config, decoder, i === 0)),
    );
    this.final_layer_norm = new RMSNorm(config.dModel, config.layerNormEpsilon);
    this.dropout = new Dropout(config.dropoutRate);
  }

  #selfBias(length: number, paddingBias: Float | null, cache: DecoderCache | undefined, like: Float): Float {
    const past = cache?.length ?? 0;
    const bias = this.block.items[0]!.selfAttention.positionBias(length, past + length, past);
    const hidden =
      this.decoder && length > 1 ? causalBias(length, like.dtype, like.device, past) : paddingBias;
    return hidden ? ops.add(bias, hidden) : bias;
  }

  /**
   * `ids` [B, L] → hidden states [B, L, d].
   * @param paddingBias of the encoder's own input, [B, 1, 1, L]
   * @param states collects the embeddings, every block's output and the normed last one, as Transformers does
   */
  forward(ids: LongTensor, paddingBias: Float | null, input?: DecoderInput, states?: Float[]): Float {
    const length = ids.shape[1]!;
    let hidden = this.dropout.forward(this.embed_tokens.forward(ids));
    const bias = this.#selfBias(length, paddingBias, input?.cache, hidden);
    this.block.items.forEach((block, i) => {
      states?.push(hidden);
      const cross = input && crossInput(input, i);
      hidden = checkpointed([hidden, bias, cross?.source ?? null], ([x, scores, source]) =>
        block.forward(x!, scores!, cross && { ...cross, source: source! }),
      );
    });
    hidden = this.dropout.forward(this.final_layer_norm.forward(hidden));
    states?.push(hidden);
    if (input?.cache) input.cache.length += length;
    return hidden;
  }
}
