import path from "node:path";
import { SummnbError } from "../../errors.js";
import type { GeneratedSequence } from "../../generation/batch.js";
import { GenerationConfig, loadGenerationConfig } from "../../generation/config.js";
import { type GenerateOptions, generate, generateSequences, stream } from "../../generation/generate.js";
import type { GenerationModel } from "../../generation/model.js";
import type { Search, SearchRequest } from "../../generation/search.js";
import { generateSummaries, type SummarizeOptions, streamSummary } from "../../generation/summarize.js";
import type { HubOptions } from "../../hub/environment.js";
import { AutoModelForSeq2SeqLM } from "../../models/auto.js";
import type { RawConfig } from "../../models/config.js";
import { type OnnxFolder, onnxFolder } from "./folder.js";
import { checkProviders } from "./providers.js";
import { decoderShape } from "./shape.js";
import { ModelThread } from "./thread.js";

export interface OnnxOptions extends HubOptions {
  /** Where it computes, first choice first: "cpu", "cuda", "coreml", "dml" (DirectML), "webgpu". Default ["cpu"]. */
  providers?: readonly string[];
  /** Which of the exported forms: "float32", "float16", "int8", …; default is the first that is there. */
  dtype?: string;
  /** Threads of an operator; default is one a core. */
  threads?: number;
}

/** What a model's config says, without its weights. */
type Facts = Omit<GenerationModel, "search" | "name">;

/**
 * A sequence-to-sequence model that was exported to ONNX, run by onnxruntime in a thread of its own: it needs no
 * LibTorch, and the program's event loop stays free. It generates as a model of LibTorch does, with the same options.
 *
 * `await using model = await OnnxModelForSeq2SeqLM.fromPretrained("./exported")`, or `await model.dispose()` at the end.
 */
export class OnnxModelForSeq2SeqLM implements GenerationModel {
  readonly vocabSize: number;
  readonly padTokenId: number;
  readonly eosTokenId: number;
  readonly decoderStartTokenId: number;
  /** config.json as in the file. */
  readonly config: RawConfig;
  #generationConfig: GenerationConfig;

  private constructor(
    /** The folder or id that the user gave. */
    readonly name: string,
    /** The local folder. */
    readonly folder: string,
    /** Of the weights. */
    readonly dtype: string,
    /** Where it computes. */
    readonly providers: readonly string[],
    facts: Facts,
    private readonly thread: ModelThread,
  ) {
    this.vocabSize = facts.vocabSize;
    this.padTokenId = facts.padTokenId;
    this.eosTokenId = facts.eosTokenId;
    this.decoderStartTokenId = facts.decoderStartTokenId;
    this.config = facts.config;
    this.#generationConfig = facts.generationConfig;
  }

  /**
   * Opens a model that `summnb export`, Optimum or transformers.js's tools have written: encoder_model.onnx with
   * decoder_model.onnx and decoder_with_past_model.onnx, or with decoder_model_merged.onnx, in the folder or in `onnx/`.
   * @param nameOrPath the path of a folder, or an id on the Hub, which is downloaded once
   * @throws SummnbError when files are missing, damaged, too new or of another kind of model, or a provider is not there
   */
  static async fromPretrained(nameOrPath: string, options: OnnxOptions = {}): Promise<OnnxModelForSeq2SeqLM> {
    const { providers = ["cpu"], dtype, threads, ...hub } = options;
    if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1))
      throw new SummnbError(`threads must be a whole number from 1 on, not ${threads}.`);
    const found = await onnxFolder(nameOrPath, dtype, hub);
    const facts = AutoModelForSeq2SeqLM.skeleton(found.folder, nameOrPath);
    facts.generationConfig = loadGenerationConfig(found.folder, facts);
    const chosen = await checkProviders(providers);
    const shape = decoderShape(facts.config);
    const thread = await ModelThread.open({
      ...paths(found),
      providers: chosen,
      threads: threads ?? null,
      shape,
    });
    return new OnnxModelForSeq2SeqLM(nameOrPath, found.folder, found.files.dtype, chosen, facts, thread);
  }

  /** How this model generates when a call says nothing else. */
  get generationConfig(): GenerationConfig {
    return this.#generationConfig;
  }

  /** Takes a GenerationConfig, or keys and values as in generation_config.json. */
  set generationConfig(value: GenerationConfig | RawConfig) {
    this.#generationConfig = GenerationConfig.fromRaw(value, "set here");
  }

  /** Searches for one batch of sources; what `generate` and `stream` are made of. */
  search(request: SearchRequest): Search {
    return this.thread.search(request);
  }

  /** Generates ids for sources of token ids; see `generate`. */
  generate(sources: readonly (readonly number[])[], options: GenerateOptions = {}): Promise<number[][]> {
    return generate(this, sources, options);
  }

  /** The same with scores; see `generateSequences`. */
  generateSequences(
    sources: readonly (readonly number[])[],
    options: GenerateOptions = {},
  ): Promise<GeneratedSequence[]> {
    return generateSequences(this, sources, options);
  }

  /** Generates for one source of token ids and gives every id as soon as it is there; see `stream`. */
  stream(source: readonly number[], options: GenerateOptions = {}): AsyncGenerator<number> {
    return stream(this, source, options);
  }

  /** One summary for every document; see `generateSummaries`. */
  summarize(documents: readonly string[], options: SummarizeOptions): Promise<string[]> {
    return generateSummaries(this, documents, options);
  }

  /** The summary of one document in pieces; see `streamSummary`. */
  streamSummary(document: string, options: SummarizeOptions): AsyncGenerator<string> {
    return streamSummary(this, document, options);
  }

  /** Ends the thread and frees the model. */
  dispose(): Promise<void> {
    return this.thread.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** Absolute paths of a model's files. */
function paths({ folder, files }: OnnxFolder) {
  const at = (name: string) => path.resolve(folder, name);
  return {
    encoder: at(files.encoder),
    decoder: at(files.decoder),
    decoderWithPast: files.decoderWithPast && at(files.decoderWithPast),
  };
}
