import { activation } from "../../nn/index.js";
import { ConfigReader, type RawConfig } from "../config.js";

/** What differs between the encoder and the decoder. */
export interface SideConfig {
  layers: number;
  attentionHeads: number;
  ffnDim: number;
  /** Chance that a layer is left out in a training step (Fan et al. 2019, https://arxiv.org/abs/1909.11556). */
  layerdrop: number;
}

/** Encoder or decoder. */
export type Side = "encoder" | "decoder";

/** What the layers of BART and its relatives need of a config. */
export interface BartFamilyConfig extends Record<Side, SideConfig> {
  vocabSize: number;
  dModel: number;
  /** Longest source and longest target, in tokens. */
  maxPositionEmbeddings: number;
  /** Of hidden states. */
  dropout: number;
  /** Of attention's weights. */
  attentionDropout: number;
  /** Inside the feed-forward layers. */
  activationDropout: number;
  /** An activation's name of `nn/activations.ts`. */
  activationFunction: string;
  initStd: number;
  /** Token embeddings are multiplied by √dModel. */
  scaleEmbedding: boolean;
  /** The output layer is the table of embeddings. */
  tieWordEmbeddings: boolean;
  padTokenId: number;
  eosTokenId: number;
  decoderStartTokenId: number;
}

/** Values that Transformers takes for keys that a file leaves out, where architectures differ. */
export interface FamilyDefaults {
  activationFunction: string;
  padTokenId: number;
  eosTokenId: number;
  decoderStartTokenId: number;
}

function sideConfig(read: ConfigReader, side: Side, dModel: number): SideConfig {
  return {
    layers: read.count(`${side}_layers`),
    attentionHeads: read.divisor(`${side}_attention_heads`, dModel, "d_model"),
    ffnDim: read.count(`${side}_ffn_dim`),
    layerdrop: read.probability(`${side}_layerdrop`, 0),
  };
}

/** @throws SummnbError naming a key whose value cannot be */
export function bartFamilyConfig(raw: RawConfig, defaults: FamilyDefaults): BartFamilyConfig {
  const read = new ConfigReader(raw);
  const dModel = read.count("d_model");
  const activationFunction = read.string("activation_function", defaults.activationFunction);
  activation(activationFunction);
  return {
    vocabSize: read.count("vocab_size"),
    dModel,
    maxPositionEmbeddings: read.count("max_position_embeddings"),
    encoder: sideConfig(read, "encoder", dModel),
    decoder: sideConfig(read, "decoder", dModel),
    dropout: read.probability("dropout", 0.1),
    attentionDropout: read.probability("attention_dropout", 0),
    activationDropout: read.probability("activation_dropout", 0),
    activationFunction,
    initStd: read.number("init_std", 0.02),
    scaleEmbedding: read.boolean("scale_embedding", false),
    tieWordEmbeddings: read.boolean("tie_word_embeddings", true),
    padTokenId: read.number("pad_token_id", defaults.padTokenId),
    eosTokenId: read.number("eos_token_id", defaults.eosTokenId),
    decoderStartTokenId: read.number("decoder_start_token_id", defaults.decoderStartTokenId),
  };
}
