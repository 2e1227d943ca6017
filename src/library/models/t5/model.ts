import { Embedding, type init, Linear } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import type { LongTensor, Tensor } from "../../tensor/tensor.js";
import { DecoderCache } from "../cache.js";
import type { RawConfig } from "../config.js";
import { paddingBias } from "../masks.js";
import { type EncoderOutput, PreTrainedModel } from "../pretrained.js";
import { type T5Config, t5Config } from "./config.js";
import { initT5 } from "./initialization.js";
import { T5Stack } from "./stack.js";

type Float = Tensor<FloatDType>;

/** T5 with an output layer: T5 v1.0, v1.1, FLAN-T5 and mT5 (Raffel et al. 2020, https://arxiv.org/abs/1910.10683). */
export class T5ForConditionalGeneration extends PreTrainedModel {
  readonly t5: T5Config;
  readonly shared: Embedding;
  readonly encoder: T5Stack;
  readonly decoder: T5Stack;
  lm_head: Linear;

  constructor(raw: RawConfig, name: string) {
    super(raw, name);
    const config = t5Config(raw);
    this.t5 = config;
    this.shared = new Embedding(config.vocabSize, config.dModel);
    this.encoder = new T5Stack(config, false, this.shared.weight);
    this.decoder = new T5Stack(config, true, this.shared.weight);
    const tied = config.tieWordEmbeddings ? this.shared.weight : undefined;
    this.lm_head = new Linear(config.dModel, config.vocabSize, false, tied);
  }

  get vocabSize(): number {
    return this.t5.vocabSize;
  }

  get padTokenId(): number {
    return this.t5.padTokenId;
  }

  get eosTokenId(): number {
    return this.t5.eosTokenId;
  }

  get decoderStartTokenId(): number {
    return this.t5.decoderStartTokenId;
  }

  override get loraTargets(): readonly string[] {
    return ["q", "v"];
  }

  override encode(inputIds: LongTensor, attentionMask: LongTensor | null, states?: Float[]): EncoderOutput {
    const bias = attentionMask ? paddingBias(attentionMask, this.dtype) : null;
    return { hidden: this.encoder.forward(inputIds, bias, undefined, states), bias };
  }

  override decode(ids: LongTensor, encoded: EncoderOutput, cache?: DecoderCache, states?: Float[]): Float {
    return this.decoder.forward(
      ids,
      null,
      { source: encoded.hidden, sourceBias: encoded.bias, cache },
      states,
    );
  }

  override createCache(capacity: number): DecoderCache {
    return new DecoderCache(this.t5.numDecoderLayers, capacity);
  }

  override head(hidden: Float): Float {
    const scaled = this.t5.scaleDecoderOutputs ? ops.mulScalar(hidden, this.t5.dModel ** -0.5) : hidden;
    return this.lm_head.forward(scaled);
  }

  override initWeights(target: init.InitTarget): void {
    initT5(this, target);
  }
}
