import { type Hoverable, hoverSymbol } from "../display/types.js";
import { SummnbError } from "../errors.js";
import { GenerationConfig } from "../generation/config.js";
import { type GenerateOptions, generate, stream } from "../generation/generate.js";
import type { GenerationModel } from "../generation/model.js";
import type { Search, SearchRequest } from "../generation/search.js";
import { torchSearch } from "../generation/torchSearch.js";
import type { PushOptions, PushResult } from "../hub/upload/index.js";
import { type init, Module } from "../nn/index.js";
import { runOf } from "../provenance/runs.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { LongTensor, Tensor } from "../tensor/tensor.js";
import type { DecoderCache } from "./cache.js";
import { type SaveOptions, saveModel } from "./checkpoint/index.js";
import type { RawConfig } from "./config.js";
import { countParameters } from "./count.js";
import { type LossOptions, sequenceLoss, shiftRight } from "./labels.js";

type Float = Tensor<FloatDType>;

/** What the decoder needs of a source. */
export interface EncoderOutput {
  /** [B, S, d] */
  hidden: Float;
  /** Hides padding, [B, 1, 1, S]; null when no mask was given. */
  bias: Float | null;
}

export interface Seq2SeqInput extends LossOptions {
  /** Token ids of the sources, [B, S]. */
  inputIds: LongTensor;
  /** 1 where a source is real, 0 where it is padding, [B, S]. */
  attentionMask?: LongTensor | null;
  /** Targets [B, T] with -100 where they do not count. */
  labels?: LongTensor;
  /** Given instead of, or besides, labels: [B, T]. */
  decoderInputIds?: LongTensor;
  outputHiddenStates?: boolean;
  /** Give logits [B, T, vocabulary] even when labels are there; training does without. */
  outputLogits?: boolean;
}

export interface Seq2SeqOutput {
  /** Scalar; there when labels were given. */
  loss: Float | null;
  /** [B, T, vocabulary] */
  logits: Float | null;
  encoderLastHiddenState: Float;
  encoderHiddenStates?: Float[];
  decoderHiddenStates?: Float[];
}

/** A sequence-to-sequence model with weights in Hugging Face's names. */
export abstract class PreTrainedModel extends Module implements GenerationModel, Hoverable {
  #generationConfig = new GenerationConfig();

  constructor(
    /** config.json as in the file. */
    readonly config: RawConfig,
    /** The folder or id that the user gave. */
    readonly name: string,
  ) {
    super();
  }

  abstract get vocabSize(): number;
  abstract get padTokenId(): number;
  abstract get eosTokenId(): number;
  abstract get decoderStartTokenId(): number;
  /** Names of the layers that LoRA adapts where nothing is said, as in PEFT: attention's queries and values. */
  abstract get loraTargets(): readonly string[];
  /** Generation options that Transformers' configuration class sets where no file says anything. */
  get generationDefaults(): RawConfig {
    return {};
  }
  abstract encode(inputIds: LongTensor, attentionMask: LongTensor | null, states?: Float[]): EncoderOutput;
  /** Hidden states [B, T, d] of the decoder; with a cache, of the new positions. */
  abstract decode(ids: LongTensor, encoded: EncoderOutput, cache?: DecoderCache, states?: Float[]): Float;
  /** Hidden states [..., d] → logits [..., vocabulary]. */
  abstract head(hidden: Float): Float;
  abstract createCache(capacity: number): DecoderCache;
  abstract initWeights(target: init.InitTarget): void;

  get dtype(): FloatDType {
    return this.parameters()[0]!.data.dtype;
  }

  get device(): string {
    return this.parameters()[0]!.data.device;
  }

  /** Whether weights are loaded, which counting parameters does not need. */
  get hasWeights(): boolean {
    return this.parameters()[0]!.materialized;
  }

  /** @throws SummnbError without labels and decoder inputs */
  forward(input: Seq2SeqInput): Seq2SeqOutput {
    const { inputIds, labels, outputHiddenStates } = input;
    const decoderIds =
      input.decoderInputIds ?? (labels && shiftRight(labels, this.padTokenId, this.decoderStartTokenId));
    if (!decoderIds)
      throw new SummnbError("The model needs labels or decoderInputIds; the batch has neither.");
    const encoderStates: Float[] | undefined = outputHiddenStates ? [] : undefined;
    const decoderStates: Float[] | undefined = outputHiddenStates ? [] : undefined;
    const encoded = this.encode(inputIds, input.attentionMask ?? null, encoderStates);
    const hidden = this.decode(decoderIds, encoded, undefined, decoderStates);
    const wantsLogits = !labels || input.outputLogits;
    return {
      loss: labels ? sequenceLoss(hidden, labels, (x) => this.head(x), input) : null,
      logits: wantsLogits ? this.head(hidden) : null,
      encoderLastHiddenState: encoded.hidden,
      encoderHiddenStates: encoderStates,
      decoderHiddenStates: decoderStates,
    };
  }

  /** How this model generates when a call says nothing else. */
  get generationConfig(): GenerationConfig {
    return this.#generationConfig;
  }

  /** Takes a GenerationConfig, or keys and values as in generation_config.json. */
  set generationConfig(value: GenerationConfig | RawConfig) {
    this.#generationConfig = GenerationConfig.fromRaw(value, "set here");
  }

  /** Searches for one batch of sources, in evaluation mode; what `generate` and `stream` are made of. */
  search(request: SearchRequest): Search {
    return torchSearch(this, request);
  }

  /** Generates ids for sources of token ids; see `generate`. */
  generate(sources: readonly (readonly number[])[], options: GenerateOptions = {}): Promise<number[][]> {
    return generate(this, sources, options);
  }

  /** Generates for one source of token ids and gives every id as soon as it is there; see `stream`. */
  stream(source: readonly number[], options: GenerateOptions = {}): AsyncGenerator<number> {
    return stream(this, source, options);
  }

  /** Writes the model as Hugging Face's `save_pretrained` does. */
  async savePretrained(folder: string, options: SaveOptions = {}): Promise<void> {
    saveModel(this, folder, options);
  }

  /**
   * Uploads the model, or for a PeftModel its adapters, to a repository of the Hugging Face Hub, with a card written
   * from the run that trained it; see `pushToHub`.
   */
  async pushToHub(repo: string, options: PushOptions & SaveOptions = {}): Promise<PushResult> {
    // Loaded when it is needed: most programs upload nothing.
    const { pushToHub } = await import("../hub/upload/index.js");
    const { dtype, maxShardSize, ...rest } = options;
    const savable = {
      savePretrained: (folder: string) => this.savePretrained(folder, { dtype, maxShardSize }),
    };
    return pushToHub(savable, repo, { run: runOf(this), ...rest });
  }

  [hoverSymbol](): string {
    const { total, trainable, percentage, all } = countParameters(this);
    const figures = (n: number) => n.toLocaleString("en");
    const adapter = all > total ? `, ${figures(all)} with its adapter` : "";
    return [
      `**${this.constructor.name}** ${this.name}`,
      `${figures(total)} parameters${adapter}; ${figures(trainable)} trainable (${percentage.toFixed(2)}%)`,
      ...(this.hasWeights ? [`${this.dtype} on ${this.device}`] : ["no weights loaded"]),
    ].join("\n\n");
  }

  /** Moves and casts all weights, in place. */
  to(device: string, dtype: FloatDType = this.dtype): this {
    for (const [, weight] of this.namedWeights()) {
      const { data } = weight;
      const wanted = weight.dtypeFor(dtype);
      if (data.device === device && data.dtype === wanted) continue;
      const former = ops.detach(data);
      weight.data = ops.to(former, device, wanted);
      // Its own handle would keep the former weights in memory.
      former.free();
    }
    return this;
  }
}
