import type { GenerationConfig } from "../generation/config.js";
import type { DecoderCache } from "../models/cache.js";
import type { RawConfig } from "../models/config.js";
import { type EncoderOutput, PreTrainedModel } from "../models/pretrained.js";
import type { init } from "../nn/index.js";
import type { FloatDType } from "../tensor/dtype.js";
import type { LongTensor, Tensor } from "../tensor/tensor.js";

type Float = Tensor<FloatDType>;

/** A model that stands around another one and computes with it. */
export abstract class DelegatingModel extends PreTrainedModel {
  abstract get model(): PreTrainedModel;

  override get vocabSize(): number {
    return this.model.vocabSize;
  }
  override get padTokenId(): number {
    return this.model.padTokenId;
  }
  override get eosTokenId(): number {
    return this.model.eosTokenId;
  }
  override get decoderStartTokenId(): number {
    return this.model.decoderStartTokenId;
  }
  override get loraTargets(): readonly string[] {
    return this.model.loraTargets;
  }
  override get generationDefaults(): RawConfig {
    return this.model.generationDefaults;
  }
  override get generationConfig(): GenerationConfig {
    return this.model.generationConfig;
  }
  override set generationConfig(value: GenerationConfig | RawConfig) {
    this.model.generationConfig = value;
  }
  override get dtype(): FloatDType {
    return this.model.dtype;
  }
  override get device(): string {
    return this.model.device;
  }
  override encode(inputIds: LongTensor, attentionMask: LongTensor | null, states?: Float[]): EncoderOutput {
    return this.model.encode(inputIds, attentionMask, states);
  }
  override decode(ids: LongTensor, encoded: EncoderOutput, cache?: DecoderCache, states?: Float[]): Float {
    return this.model.decode(ids, encoded, cache, states);
  }
  override head(hidden: Float): Float {
    return this.model.head(hidden);
  }
  override createCache(capacity: number): DecoderCache {
    return this.model.createCache(capacity);
  }
  override initWeights(target: init.InitTarget): void {
    this.model.initWeights(target);
  }
}
