import type { RawConfig } from "../../../src/library/models/index.js";

/** Smallest configs of every architecture, with the keys that a published config.json has. */
export const tinyConfigs = {
  t5: {
    model_type: "t5",
    vocab_size: 32,
    d_model: 8,
    d_kv: 4,
    d_ff: 16,
    num_layers: 1,
    num_decoder_layers: 2,
    num_heads: 2,
  },
  mt5: {
    model_type: "mt5",
    vocab_size: 32,
    d_model: 8,
    d_kv: 4,
    d_ff: 16,
    num_layers: 2,
    num_decoder_layers: 1,
    num_heads: 2,
  },
  bart: {
    model_type: "bart",
    vocab_size: 32,
    d_model: 8,
    encoder_layers: 1,
    decoder_layers: 2,
    encoder_attention_heads: 4,
    decoder_attention_heads: 2,
    encoder_ffn_dim: 16,
    decoder_ffn_dim: 12,
    max_position_embeddings: 12,
    init_std: 0.5,
  },
  pegasus: {
    model_type: "pegasus",
    vocab_size: 32,
    d_model: 8,
    encoder_layers: 2,
    decoder_layers: 1,
    encoder_attention_heads: 2,
    decoder_attention_heads: 4,
    encoder_ffn_dim: 16,
    decoder_ffn_dim: 12,
    max_position_embeddings: 12,
    init_std: 0.5,
    scale_embedding: true,
  },
} satisfies Record<string, RawConfig>;

export type Architecture = keyof typeof tinyConfigs;

export const architectures = Object.keys(tinyConfigs) as Architecture[];
