import { existsSync } from "node:fs";
import path from "node:path";
import { AutoModelForSeq2SeqLM, saveModel } from "../src/library/models/index.js";

/** Shape of google/flan-t5-small. */
const flanT5Small = {
  model_type: "t5",
  architectures: ["T5ForConditionalGeneration"],
  vocab_size: 32128,
  d_model: 512,
  d_kv: 64,
  d_ff: 1024,
  num_layers: 8,
  num_decoder_layers: 8,
  num_heads: 6,
  feed_forward_proj: "gated-gelu",
  relative_attention_num_buckets: 32,
  relative_attention_max_distance: 128,
  dropout_rate: 0.1,
  layer_norm_epsilon: 1e-6,
  initializer_factor: 1,
  tie_word_embeddings: false,
  is_encoder_decoder: true,
  use_cache: true,
  pad_token_id: 0,
  eos_token_id: 1,
  decoder_start_token_id: 0,
};

export interface BenchModel {
  name: string;
  folder: string;
}

/** Models to measure, by name: each gives the folder of its weights, made in `scratch` where it is not there. */
export const benchModels: Record<string, (scratch: string, root: string) => BenchModel> = {
  starter: (_scratch, root) => ({ name: "starter", folder: path.join(root, "examples/starter") }),
  "flan-t5-small": (scratch) => {
    const folder = path.join(scratch, "flan-t5-small");
    if (!existsSync(folder))
      saveModel(AutoModelForSeq2SeqLM.fromConfig(flanT5Small, { seed: 0, device: "cpu" }), folder);
    return { name: "flan-t5-small", folder };
  },
};
