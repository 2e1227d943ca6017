import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../models/index.js";
import { getPeftModel, type LoraConfig, PeftModel } from "../../peft/index.js";
import { resolveDevice, roomForTensors } from "../../tensor/device.js";
import { dtypes, type FloatDType } from "../../tensor/dtype.js";
import type { TrainingArgumentValues } from "../arguments/index.js";
import type { DataCollator, TokenizedRow } from "../collator.js";
import { stateFactors } from "../optimizers/index.js";
import { estimateMemory, type MemoryEstimate } from "./estimate.js";

export interface PlannedTraining {
  /** Without weights, and without an adapter. */
  skeleton: PreTrainedModel;
  lora?: LoraConfig;
  /** Of the weights. */
  dtype: FloatDType;
  args: TrainingArgumentValues;
  rows: readonly TokenizedRow[];
  collate: DataCollator;
}

/** Names of the two counts of blocks in a configuration, by family. */
const blockKeys = [
  ["num_layers", "num_decoder_layers"],
  ["encoder_layers", "decoder_layers"],
] as const;

/**
 * What a training would hold, without loading its weights: `estimateMemory` of the same model with one and with two
 * blocks, random weights and its real widths, and the line through them to all its blocks.
 * Undefined for a configuration whose blocks have other names.
 */
export async function estimateFromConfig(plan: PlannedTraining): Promise<MemoryEstimate | undefined> {
  const { config } = plan.skeleton;
  const keys = blockKeys.find((pair) => pair[0] in config);
  if (!keys) return undefined;
  const [encoder, decoder] = keys.map((key) => Number(config[key] ?? config[keys[0]])) as [number, number];
  const measured = async (blocks: [number, number]) => {
    const changes = Object.fromEntries(keys.map((key, index) => [key, blocks[index]]));
    return measure({ ...config, ...changes }, plan);
  };
  const least = await measured([1, 1]);
  const encoderBlock = (await measured([2, 1])).activations - least.activations;
  const decoderBlock = (await measured([1, 2])).activations - least.activations;
  const activations = least.activations + encoderBlock * (encoder - 1) + decoderBlock * (decoder - 1);
  const available = roomForTensors(deviceOf(plan));
  return { ...totals(plan, Math.max(0, activations), least.trainableBytes), available };
}

const deviceOf = ({ args }: PlannedTraining): string => resolveDevice(args.device ?? undefined);

/** Activations of a training, and how many bytes each weight that trains has. */
async function measure(
  config: Record<string, unknown>,
  { dtype, lora, rows, collate, args }: PlannedTraining,
): Promise<{ activations: number; trainableBytes: number }> {
  const device = resolveDevice(args.device ?? undefined);
  const base = AutoModelForSeq2SeqLM.fromConfig(config, { dtype, device });
  const model = lora ? getPeftModel(base, lora, { seed: args.seed }) : base;
  try {
    const { activations } = await estimateMemory(model, rows, collate, args);
    return { activations, trainableBytes: dtypes[model.trainableParameters()[0]!.data.dtype].bytes };
  } finally {
    model.free();
  }
}

/** Weights, gradients and state are counted; what is at the worst moment is put together as for a real model. */
function totals(
  { skeleton, lora, dtype, args }: PlannedTraining,
  activations: number,
  trainableBytes: number,
) {
  const parameters = (lora ? new PeftModel(skeleton, lora) : skeleton).parameters();
  const count = (trains: boolean) =>
    parameters.reduce((sum, { numel, requiresGrad }) => sum + (requiresGrad === trains ? numel : 0), 0);
  const gradients = count(true) * trainableBytes;
  const held = gradients + count(false) * dtypes[dtype].bytes;
  const optimizer = gradients * stateFactors[args.optim];
  const peak = held + optimizer + Math.max(activations, gradients) + Math.min(activations, gradients) / 2;
  return { held, gradients, optimizer, activations, peak };
}
