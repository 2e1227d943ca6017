/**
 * Models under the ids that the source notebooks name. Each has the real model's configuration with its positions
 * and its vocabulary; only widths, heads and layers are shrunk. Weights are those of the small models that the golden
 * tests have, which were trained on made-up dialogues, so that what they generate can be read.
 */
import { readFileSync } from "node:fs";
import { Mt19937 } from "../../../src/library/random/index.js";
import { goldenPath, readGolden } from "../../golden/goldenData.js";
import { type Float32Tensor, readFloat32, withRows, writeFloat32 } from "./safetensors.js";

type Config = Record<string, unknown>;

interface TestModel {
  /** Of the golden parameter counts, whose configuration it has. */
  config: string;
  /** Of the golden models and tokenizers. */
  weights: "t5-trained" | "flan-trained" | "bart-trained" | "pegasus-trained";
  tokenizer: "t5" | "bart" | "pegasus";
  /**
   * How much noise the queries and values of attention get, in standard deviations: the small models were trained on
   * dialogues like those that they are tested with, and would have nothing to learn.
   */
  noise?: number;
  /** Keys that the golden configuration lacks, as in the real files. */
  more?: Config;
  /** As in the real generation_config.json, or for older models in config.json. */
  generation?: Config;
}

/** Extent of what a shrunk configuration takes from the small model. */
const shrunk = [
  "d_model",
  "d_kv",
  "d_ff",
  "num_layers",
  "num_decoder_layers",
  "num_heads",
  "encoder_layers",
  "decoder_layers",
  "encoder_attention_heads",
  "decoder_attention_heads",
  "encoder_ffn_dim",
  "decoder_ffn_dim",
];

const pegasus = {
  weights: "pegasus-trained",
  tokenizer: "pegasus",
  more: {
    normalize_before: true,
    add_final_layer_norm: true,
    normalize_embedding: false,
    static_position_embeddings: true,
  },
} as const;

/** Real id to what stands for it. */
export const testModels: Readonly<Record<string, TestModel>> = {
  "google/pegasus-large": {
    ...pegasus,
    config: "google/pegasus-large",
    generation: { max_length: 256, num_beams: 8, length_penalty: 0.8, forced_eos_token_id: 1 },
  },
  "google/pegasus-cnn_dailymail": {
    ...pegasus,
    config: "google/pegasus-cnn_dailymail",
    generation: {
      max_length: 128,
      min_length: 32,
      num_beams: 8,
      length_penalty: 0.8,
      forced_eos_token_id: 1,
    },
  },
  "google/flan-t5-base": {
    config: "google/flan-t5-base",
    weights: "flan-trained",
    tokenizer: "t5",
    noise: 1.2,
  },
  "google-t5/t5-small": {
    config: "google-t5/t5-small",
    weights: "t5-trained",
    tokenizer: "t5",
    more: {
      task_specific_params: { summarization: { prefix: "summarize: ", num_beams: 4, max_length: 200 } },
    },
  },
  "facebook/bart-large-cnn": {
    config: "facebook/bart-large-cnn",
    weights: "bart-trained",
    tokenizer: "bart",
    generation: {
      early_stopping: true,
      length_penalty: 2,
      max_length: 142,
      min_length: 56,
      no_repeat_ngram_size: 3,
      num_beams: 4,
      forced_bos_token_id: 0,
      forced_eos_token_id: 2,
    },
  },
};

const files = {
  t5: ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "spiece.model"],
  pegasus: ["tokenizer_config.json", "special_tokens_map.json", "spiece.model"],
  bart: ["tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt"],
};

/** The files of a repository that stands for the model of this id. */
export function modelFiles(id: string): Record<string, Buffer | string> {
  const { config: configId, weights, tokenizer, noise = 0, more, generation = {} } = testModels[id]!;
  const { models } = readGolden<{ models: Record<string, { config: Config }> }>(
    "params",
    "param_counts.4.57.6.json",
  );
  const small = readGolden<Config>("models", weights, "config.json");
  const real = models[configId]!.config;
  const sizes = Object.fromEntries(shrunk.filter((key) => key in small).map((key) => [key, small[key]]));
  const { architectures, model_type } = small;
  const config: Config = { architectures, model_type, is_encoder_decoder: true, ...real, ...more, ...sizes };
  const special = Object.fromEntries(
    Object.entries(real).filter(([key]) => /^(bos|eos|pad|decoder_start)_token_id$/.test(key)),
  );
  return {
    "config.json": text(config),
    "generation_config.json": text({ _from_model_config: true, ...special, ...generation }),
    "model.safetensors": grown(weights, config, noise),
    ...Object.fromEntries(
      files[tokenizer].map((name) => [name, readFileSync(goldenPath("tokenizers", tokenizer, name))]),
    ),
    "tokenizer_config.json": text({
      ...readGolden<Config>("tokenizers", tokenizer, "tokenizer_config.json"),
      // T5's positions are relative: its files name the length that it was trained with.
      model_max_length: config.max_position_embeddings ?? 512,
    }),
  };
}

const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Tokens that the small vocabulary lacks: so unlikely that no search takes them. */
const unlikely = -20;

/** The small model's weights with rows for the real vocabulary and the real positions. */
function grown(weights: string, config: Config, noise: number): Buffer {
  const vocabulary = config.vocab_size as number;
  const positions = config.max_position_embeddings as number | undefined;
  const tensors = readFloat32(readFileSync(goldenPath("models", weights, "model.safetensors")));
  const withBias = tensors.has("final_logits_bias");
  for (const [name, tensor] of tensors) {
    const [rows = 0, width = 0] = tensor.shape;
    // Without a bias, a token that never was a target tells what makes one unlikely.
    const last = tensor.data.subarray((rows - 1) * width);
    if (/(shared|lm_head|embed_tokens)\.weight$/.test(name))
      tensors.set(
        name,
        withRows(tensor, vocabulary, () => (withBias ? new Float32Array(width) : last)),
      );
    else if (name === "final_logits_bias") tensors.set(name, biasFor(tensor, vocabulary));
    else if (/embed_positions\.weight$/.test(name) && positions !== undefined)
      tensors.set(name, positionsFor(tensor, positions, config.model_type === "pegasus"));
    else if (/\.[qv](_proj)?\.weight$/.test(name)) disturb(tensor.data, noise);
  }
  return writeFloat32(tensors);
}

/** Adds noise of so many standard deviations, the same each time. */
function disturb(weights: Float32Array, noise: number): void {
  const generator = new Mt19937(1);
  const uniform = () => (generator.nextUint32() + 1) / 2 ** 32;
  const deviation = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0) / weights.length);
  for (let index = 0; index < weights.length; index++) {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    weights[index]! += noise * deviation * normal;
  }
}

function biasFor({ data }: Float32Tensor, vocabulary: number): Float32Tensor {
  const bias = new Float32Array(vocabulary).fill(unlikely);
  bias.set(data.subarray(0, vocabulary));
  return { shape: [1, vocabulary], data: bias };
}

/** BART's learned positions begin again after the last one; Pegasus' are sines and cosines. */
function positionsFor(tensor: Float32Tensor, positions: number, isStatic: boolean): Float32Tensor {
  const [rows = 0, width = 0] = tensor.shape;
  if (isStatic)
    return withRows({ shape: [0, width], data: new Float32Array() }, positions, (row) =>
      sinusoid(row, width),
    );
  return withRows(tensor, positions + 2, (row) =>
    tensor.data.subarray((row % rows) * width, ((row % rows) + 1) * width),
  );
}

/** Sines in the first half and cosines in the second, as Pegasus has them. */
function sinusoid(position: number, width: number): Float32Array {
  const half = width / 2;
  return Float32Array.from({ length: width }, (_, index) => {
    const angle = position / 10000 ** ((2 * (index % half)) / width);
    return index < half ? Math.sin(angle) : Math.cos(angle);
  });
}
