import { ConfigReader, type RawConfig } from "../config.js";

/** What T5's layers need of a T5, T5 v1.1, FLAN-T5 or mT5 config. */
export interface T5Config {
  modelType: string;
  vocabSize: number;
  dModel: number;
  dKv: number;
  dFf: number;
  numLayers: number;
  numDecoderLayers: number;
  numHeads: number;
  relativeAttentionNumBuckets: number;
  relativeAttentionMaxDistance: number;
  dropoutRate: number;
  layerNormEpsilon: number;
  initializerFactor: number;
  /** An activation's name of `nn/activations.ts`. */
  denseActFn: string;
  isGatedAct: boolean;
  /** Input and output embeddings are one table. */
  tieWordEmbeddings: boolean;
  /** Hidden states are scaled by dModel^-0.5 before the output layer: T5 v1.0's tied models only. */
  scaleDecoderOutputs: boolean;
  padTokenId: number;
  eosTokenId: number;
  decoderStartTokenId: number;
  /** The file's own keys, written back on saving. */
  raw: RawConfig;
}

/** "gated-gelu" → gated with gelu_new, as Transformers reads it. */
function feedForward(projection: string): { denseActFn: string; isGatedAct: boolean } {
  const parts = projection.split("-");
  const name = parts.at(-1)!;
  const isGatedAct = parts[0] === "gated";
  return { denseActFn: isGatedAct && name === "gelu" ? "gelu_new" : name, isGatedAct };
}

export function t5Config(raw: RawConfig): T5Config {
  const read = new ConfigReader(raw);
  const numLayers = read.number("num_layers");
  // mT5 and T5 v1.1 checkpoints untie by this key; T5 v1.0 files do not have it. Transformers 5.18 writes
  // "true" for untied models as well and marks them by scale_decoder_outputs: false; the loader decides by
  // the weights then (weights.ts).
  const tieWordEmbeddings = read.boolean("tie_word_embeddings", true);
  return {
    modelType: read.string("model_type", "t5"),
    vocabSize: read.number("vocab_size"),
    dModel: read.number("d_model"),
    dKv: read.number("d_kv"),
    dFf: read.number("d_ff"),
    numLayers,
    numDecoderLayers: read.number("num_decoder_layers", numLayers),
    numHeads: read.number("num_heads"),
    relativeAttentionNumBuckets: read.number("relative_attention_num_buckets", 32),
    relativeAttentionMaxDistance: read.number("relative_attention_max_distance", 128),
    dropoutRate: read.number("dropout_rate", 0.1),
    layerNormEpsilon: read.number("layer_norm_epsilon", 1e-6),
    initializerFactor: read.number("initializer_factor", 1),
    ...feedForward(read.string("feed_forward_proj", "relu")),
    tieWordEmbeddings: tieWordEmbeddings && raw.scale_decoder_outputs !== false,
    scaleDecoderOutputs: read.boolean("scale_decoder_outputs", tieWordEmbeddings),
    padTokenId: read.number("pad_token_id", 0),
    eosTokenId: read.number("eos_token_id", 1),
    decoderStartTokenId: read.number("decoder_start_token_id", 0),
    raw,
  };
}
