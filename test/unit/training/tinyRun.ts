import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import type { Tensor } from "../../../src/library/tensor/index.js";
import type { TokenizedRow } from "../../../src/library/training/index.js";

/** A T5 with dropout that trains in milliseconds: every call gives the same weights. */
export function tinyModel(): PreTrainedModel {
  const config = {
    model_type: "t5",
    architectures: ["T5ForConditionalGeneration"],
    vocab_size: 64,
    d_model: 16,
    d_kv: 8,
    d_ff: 32,
    num_layers: 2,
    num_heads: 2,
    dropout_rate: 0.1,
    feed_forward_proj: "gated-gelu",
    tie_word_embeddings: false,
    pad_token_id: 0,
    eos_token_id: 1,
    decoder_start_token_id: 0,
  };
  return AutoModelForSeq2SeqLM.fromConfig(config, { seed: 7, device: "cpu" });
}

/** Rows of differing lengths. */
export const tinyRows: TokenizedRow[] = Array.from({ length: 22 }, (_, i) => ({
  inputIds: [...Array.from({ length: 4 + (i % 7) }, (_, j) => 2 + ((5 * i + 3 * j) % 60)), 1],
  labels: [...Array.from({ length: 2 + (i % 4) }, (_, j) => 2 + ((7 * i + j) % 60)), 1],
}));

/** All weights as bytes. */
export function weightBytes(model: PreTrainedModel): Map<string, Buffer> {
  const bytes = ({ data }: { data: Tensor }) =>
    Buffer.from((data as Tensor<"float32">).toArray().slice().buffer);
  return new Map([...model.namedParameters()].map(([name, parameter]) => [name, bytes(parameter)]));
}
