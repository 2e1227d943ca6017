import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import { longTensor } from "../../../src/library/tensor/index.js";

/** Small enough for a few milliseconds, with two blocks on each side. */
const configs = {
  t5: {
    model_type: "t5",
    vocab_size: 40,
    d_model: 16,
    d_kv: 4,
    d_ff: 24,
    num_layers: 2,
    num_heads: 4,
    feed_forward_proj: "gated-gelu",
    tie_word_embeddings: false,
    dropout_rate: 0,
  },
  tiedT5: {
    model_type: "t5",
    vocab_size: 40,
    d_model: 16,
    d_kv: 4,
    d_ff: 24,
    num_layers: 2,
    num_heads: 4,
    feed_forward_proj: "relu",
    dropout_rate: 0,
  },
  bart: {
    model_type: "bart",
    vocab_size: 40,
    d_model: 16,
    encoder_layers: 2,
    decoder_layers: 2,
    encoder_attention_heads: 4,
    decoder_attention_heads: 4,
    encoder_ffn_dim: 24,
    decoder_ffn_dim: 24,
    max_position_embeddings: 32,
    dropout: 0,
    pad_token_id: 1,
    decoder_start_token_id: 2,
  },
};

export type TinyKind = keyof typeof configs;

export const tinyModel = (
  kind: TinyKind,
  dtype: "float32" | "bfloat16" | "float64" = "float32",
): PreTrainedModel => AutoModelForSeq2SeqLM.fromConfig(configs[kind], { seed: 5, device: "cpu", dtype });

export const tinyBatch = () => ({
  inputIds: longTensor([5, 9, 13, 4, 7, 11], [2, 3]),
  labels: longTensor([6, 8, 10, 12], [2, 2]),
});
