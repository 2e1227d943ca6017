import { SummnbError } from "../../errors.js";
import { activation } from "../../nn/index.js";
import { ConfigReader, type RawConfig } from "../config.js";

/** What T5's layers need of a T5, T5 v1.1, FLAN-T5 or mT5 config. */
export interface T5Config {
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
}

/** Values that Transformers takes for keys that a file leaves out, where T5 and mT5 differ. */
const defaults: Record<string, { projection: string; tied: boolean }> = {
  t5: { projection: "relu", tied: true },
  mt5: { projection: "gated-gelu", tied: false },
};

/** "gated-gelu" → gated with gelu_new, as Transformers reads it. */
function feedForward(projection: string): { denseActFn: string; isGatedAct: boolean } {
  const [first, second, ...rest] = projection.split("-");
  const isGatedAct = first === "gated" && second !== undefined && rest.length === 0;
  if (!isGatedAct && second !== undefined)
    throw new SummnbError(
      `The model's config has feed_forward_proj "${projection}"; it must be an activation, or "gated-" and an activation.`,
    );
  const name = isGatedAct ? second : projection;
  const denseActFn = isGatedAct && name === "gelu" ? "gelu_new" : name;
  activation(denseActFn);
  return { denseActFn, isGatedAct };
}

export function t5Config(raw: RawConfig): T5Config {
  const read = new ConfigReader(raw);
  const { projection, tied } = defaults[read.string("model_type", "t5")] ?? defaults.t5!;
  const numLayers = read.count("num_layers");
  // mT5 and T5 v1.1 checkpoints untie by this key; T5 v1.0 files do not have it. Transformers 5.18 writes
  // "true" for untied models as well and marks them by scale_decoder_outputs: false.
  const tieWordEmbeddings = read.boolean("tie_word_embeddings", tied);
  return {
    vocabSize: read.count("vocab_size"),
    dModel: read.count("d_model"),
    dKv: read.count("d_kv"),
    dFf: read.count("d_ff"),
    numLayers,
    numDecoderLayers: read.count("num_decoder_layers", numLayers),
    numHeads: read.count("num_heads"),
    relativeAttentionNumBuckets: read.count("relative_attention_num_buckets", 32),
    relativeAttentionMaxDistance: read.count("relative_attention_max_distance", 128),
    dropoutRate: read.probability("dropout_rate", 0.1),
    layerNormEpsilon: read.number("layer_norm_epsilon", 1e-6),
    initializerFactor: read.number("initializer_factor", 1),
    ...feedForward(read.string("feed_forward_proj", projection)),
    tieWordEmbeddings: tieWordEmbeddings && raw.scale_decoder_outputs !== false,
    scaleDecoderOutputs: read.boolean("scale_decoder_outputs", tieWordEmbeddings),
    padTokenId: read.number("pad_token_id", 0),
    eosTokenId: read.number("eos_token_id", 1),
    decoderStartTokenId: read.number("decoder_start_token_id", 0),
  };
}
