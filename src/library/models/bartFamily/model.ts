import { Embedding, type init, Linear, Module, StateBuffer } from "../../nn/index.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import type { LongTensor, Tensor } from "../../tensor/tensor.js";
import { DecoderCache } from "../cache.js";
import type { RawConfig } from "../config.js";
import { paddingBias } from "../masks.js";
import { type EncoderOutput, PreTrainedModel } from "../pretrained.js";
import type { BartFamilyConfig } from "./config.js";
import { initBartFamily } from "./initialization.js";
import type { Stack, StackClass } from "./stack.js";

type Float = Tensor<FloatDType>;

/** The level of names between the whole model and its parts. */
class Backbone extends Module {
  shared: Embedding;
  readonly encoder: Stack;
  readonly decoder: Stack;

  constructor(settings: BartFamilyConfig, StackClass: StackClass) {
    super();
    const { vocabSize, dModel, padTokenId } = settings;
    this.shared = new Embedding(vocabSize, dModel, undefined, padTokenId);
    this.encoder = new StackClass(settings, "encoder", this.shared.weight);
    this.decoder = new StackClass(settings, "decoder", this.shared.weight);
  }
}

/** BART or a relative with an output layer. The architecture gives its configuration and its stacks. */
export abstract class BartFamilyModel extends PreTrainedModel {
  /** Added to the logits [1, vocabulary]; zeros in almost all published models. */
  readonly final_logits_bias: StateBuffer;
  readonly model: Backbone;
  lm_head: Linear;
  #biasChecked: { data: Float; isZero: boolean } | undefined;

  constructor(
    raw: RawConfig,
    name: string,
    readonly settings: BartFamilyConfig,
    StackClass: StackClass,
  ) {
    super(raw, name);
    const { vocabSize, dModel, tieWordEmbeddings } = settings;
    this.final_logits_bias = new StateBuffer([1, vocabSize], {
      fallback: () => ops.zeros([1, vocabSize], "float32"),
    });
    this.model = new Backbone(settings, StackClass);
    const tied = tieWordEmbeddings ? this.model.shared.weight : undefined;
    this.lm_head = new Linear(dModel, vocabSize, false, tied);
  }

  get vocabSize(): number {
    return this.settings.vocabSize;
  }

  get padTokenId(): number {
    return this.settings.padTokenId;
  }

  get eosTokenId(): number {
    return this.settings.eosTokenId;
  }

  get decoderStartTokenId(): number {
    return this.settings.decoderStartTokenId;
  }

  override get loraTargets(): readonly string[] {
    return ["q_proj", "v_proj"];
  }

  override encode(inputIds: LongTensor, attentionMask: LongTensor | null, states?: Float[]): EncoderOutput {
    const bias = attentionMask ? paddingBias(attentionMask, this.dtype) : null;
    return { hidden: this.model.encoder.forward(inputIds, bias, undefined, states), bias };
  }

  override decode(ids: LongTensor, encoded: EncoderOutput, cache?: DecoderCache, states?: Float[]): Float {
    const input = { source: encoded.hidden, sourceBias: encoded.bias, cache };
    return this.model.decoder.forward(ids, null, input, states);
  }

  override createCache(capacity: number): DecoderCache {
    return new DecoderCache(this.settings.decoder.layers, capacity);
  }

  override head(hidden: Float): Float {
    const logits = this.lm_head.forward(hidden);
    return this.#addsNothing() ? logits : ops.add(logits, this.final_logits_bias.data);
  }

  /** Whether the bias is zeros, looked up once: adding it costs another tensor of logits. */
  #addsNothing(): boolean {
    const { data } = this.final_logits_bias;
    if (this.#biasChecked?.data !== data)
      this.#biasChecked = { data, isZero: data.toArray().every((value) => value === 0) };
    return this.#biasChecked.isZero;
  }

  override initWeights(target: init.InitTarget): void {
    initBartFamily(this, this.settings.initStd, target);
  }
}
