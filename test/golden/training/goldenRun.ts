import { readGolden } from "../goldenData.js";

/** A run of Transformers' Seq2SeqTrainer, as recorded. */
export interface GoldenRun {
  versions: { transformers: string };
  model: string;
  mode: "full" | "lora";
  args: Record<string, number | string>;
  lora: { r: number; alpha: number; dropout: number; seed_before_get_peft_model: number } | null;
  data: { train_rows: number; eval_rows: number; max_source: number; max_target: number; prefix: string };
  steps: { step: number; loss: number; grad_norm: number; learning_rate: number; epoch: number }[];
  micro_batches: { loss_returned_by_training_step: number; indices: number[] }[];
  train_loss: number;
  eval_loss_before: number;
  eval_loss_after: number;
  no_decay_params: string[];
  n_trainable: number;
  final_checksums: Record<string, { shape: number[]; sum: number; l2: number; head: number[] }>;
}

/** @param name such as "tf4.57.6/flan_lora_ga1_ls0" */
export function readRun(name: string): GoldenRun {
  return readGolden<GoldenRun>("trainer", `${name}.json`);
}

/** Mean loss of the updates since the last log, from the unrounded losses of their micro-batches. */
export function exactLosses(run: GoldenRun): number[] {
  const losses = run.micro_batches.map((batch) => batch.loss_returned_by_training_step);
  const accumulation = run.args.gradient_accumulation_steps as number;
  const perEpoch = Math.ceil(run.data.train_rows / (run.args.per_device_train_batch_size as number));
  const updates: number[] = [];
  for (let i = 0; i < losses.length; ) {
    const count = Math.min(accumulation, perEpoch - (i % perEpoch));
    updates.push(losses.slice(i, i + count).reduce((a, b) => a + b, 0));
    i += count;
  }
  const every = run.args.logging_steps as number;
  return run.steps.map(({ step }) => {
    const part = updates.slice(Math.max(0, step - every), step);
    return part.reduce((a, b) => a + b, 0) / part.length;
  });
}
