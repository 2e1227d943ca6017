import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  AutoModelForSeq2SeqLM,
  type PreTrainedModel,
  type RawConfig,
} from "../../../../src/library/models/index.js";
import { tinyConfigs } from "../../models/configs.js";

/** A folder that is gone after the tests of the calling file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "summnb-onnx-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What the architectures can be, beyond their usual configs. */
export const variants: Record<string, RawConfig> = {
  ...tinyConfigs,
  "untied gated T5": { ...tinyConfigs.t5, feed_forward_proj: "gated-gelu", tie_word_embeddings: false },
  "T5 of few buckets": {
    ...tinyConfigs.t5,
    relative_attention_num_buckets: 8,
    relative_attention_max_distance: 12,
  },
  "BART of scaled embeddings": { ...tinyConfigs.bart, scale_embedding: true, activation_function: "swish" },
  "untied BART": { ...tinyConfigs.bart, tie_word_embeddings: false, activation_function: "relu2" },
  "Pegasus of another activation": { ...tinyConfigs.pegasus, activation_function: "quick_gelu" },
};

/** A model with random weights that are large enough to tell right from wrong. */
export function tinyModel(config: RawConfig): PreTrainedModel {
  return AutoModelForSeq2SeqLM.fromConfig({ initializer_factor: 2, ...config }, { device: "cpu", seed: 7 });
}

export const sources = [
  [3, 4, 5, 6, 7, 8, 9],
  [10, 11, 12, 13],
  [14, 15, 16, 17, 18, 1],
];
export const targets = [
  [0, 5, 6, 7, 8, 9],
  [0, 9, 8, 7, 6, 5],
  [0, 2, 3, 4, 5, 6],
];
