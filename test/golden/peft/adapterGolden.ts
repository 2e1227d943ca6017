import {
  AutoModelForSeq2SeqLM,
  type PreTrainedModel,
  type Seq2SeqInput,
} from "../../../src/library/models/index.js";
import { Dropout } from "../../../src/library/nn/index.js";
import { LoraConfig, type LoraConfigValues } from "../../../src/library/peft/index.js";
import {
  type LongTensor,
  loadSafetensors,
  noGrad,
  ops,
  scope,
  type Tensor,
} from "../../../src/library/tensor/index.js";
import { goldenPath, readGolden } from "../goldenData.js";

/** One adapter's run in PEFT: see `note` in the file. */
export interface AdapterCase {
  name: string;
  model: string;
  steps: number;
  lr: number;
  train_seed: number | null;
  config: Record<string, unknown>;
  /** Trainable and all. */
  counts: [number, number];
  start: Record<string, [l2: number, ...head: number[]]>;
  end: Record<string, number>;
  logits_start: number[][];
  logits_end: number[][];
  logits_merged?: number[][];
  training: { loss: number; grad_norm: number }[];
}

export interface AdapterGolden {
  seed: number;
  cases: AdapterCase[];
  several: Record<string, number[][]>;
  /** Logits of the adapters in trainer/tf4.57.6, by the base model's kind. */
  trained: Record<string, number[][]>;
  weighted: {
    type: "linear" | "cat" | "svd";
    adapters: string[];
    weights: number[];
    svd_rank: number | null;
    rank: number;
    logits: number[][];
  }[];
  loraplus: {
    config: Record<string, unknown>;
    learning_rate: number;
    ratio: number;
    weight_decay: number;
    losses: number[];
  };
  bfloat16: {
    parameters: Record<string, { dtype: string; head: number[]; l2: number }>;
    logits: number[][];
  };
}

export const readAdapters = () => readGolden<AdapterGolden>("peft", "adapters.json");

/** "lora_alpha" → "loraAlpha" */
const camel = (key: string) => key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

export const configOf = (config: Record<string, unknown>): LoraConfig =>
  new LoraConfig(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [camel(key), value]),
    ) as Partial<LoraConfigValues>,
  );

/** A trained tiny model without dropout of its own. */
export async function baseModel(name: string, dtype?: "bfloat16"): Promise<PreTrainedModel> {
  const model = await AutoModelForSeq2SeqLM.fromPretrained(goldenPath("models", name), {
    device: "cpu",
    dtype,
  });
  for (const [, module] of model.namedModules()) if (module instanceof Dropout) module.p = 0;
  return model;
}

/** The first rows of forward/NAME.safetensors. */
export function batchOf(name: string, rows = 2): Seq2SeqInput {
  const golden = loadSafetensors(goldenPath("forward", `${name}.safetensors`));
  const first = (key: string) => ops.narrow(golden.get(key) as LongTensor, 0, 0, rows);
  return {
    inputIds: first("input_ids"),
    attentionMask: first("attention_mask"),
    labels: first("labels"),
  };
}

const places: readonly [row: number, position: number][] = [
  [0, 0],
  [0, 3],
  [1, 5],
];

/** The logits that the golden file samples. */
export function sampleLogits(model: PreTrainedModel, batch: Seq2SeqInput, words = 12): number[][] {
  return noGrad(() =>
    scope(() => {
      const { logits } = model.forward({ ...batch, outputLogits: true });
      return places.map(([row, position]) => {
        const one = ops.narrow(ops.select(ops.select(logits!, 0, row), 0, position), 0, 0, words);
        return [...(ops.toDtype(one, "float32").toArray() as Float32Array)];
      });
    }),
  );
}

export const valuesOf = (tensor: Tensor): number[] =>
  scope(() => [...(ops.toDtype(tensor, "float32") as Tensor<"float32">).toArray()]);

export const normOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

export const differenceOf = (a: number[][], b: number[][]): number =>
  Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i]![j]!))));
