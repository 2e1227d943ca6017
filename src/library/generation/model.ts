import type { RawConfig } from "../models/config.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import type { GenerationConfig } from "./config.js";
import type { Search, SearchRequest } from "./search.js";

/** What a model knows of its special tokens and lengths, where no generation config names them. */
export interface SpecialTokens {
  readonly padTokenId: number;
  readonly eosTokenId: number;
  readonly decoderStartTokenId: number;
  /** How this model generates when a call says nothing else. */
  readonly generationConfig: GenerationConfig;
  /** config.json as in the file. */
  readonly config: RawConfig;
}

/** A model that generates, whatever computes it: LibTorch or ONNX Runtime. */
export interface GenerationModel extends SpecialTokens {
  /** The folder or id that the user gave. */
  readonly name: string;
  readonly vocabSize: number;
  /** Searches for one batch of sources. */
  search(request: SearchRequest): Search;
}

/** Whether a model has LibTorch's weights, which the training doctor knows something of. */
export const isTrainable = (model: GenerationModel): model is PreTrainedModel => "parameters" in model;
