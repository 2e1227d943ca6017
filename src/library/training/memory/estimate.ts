import { freemem } from "node:os";
import type { PreTrainedModel } from "../../models/pretrained.js";
import type { Parameter } from "../../nn/index.js";
import { deviceMemory, resetPeakTensorMemory, tensorMemory } from "../../tensor/device.js";
import { dtypes } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { Scope } from "../../tensor/scope.js";
import type { TrainingArgumentValues } from "../arguments/index.js";
import { freeStates, generatorStates, restoreStates } from "../checkpoints/generators.js";
import type { DataCollator, TokenizedRow } from "../collator.js";
import { zeroGrad } from "../gradients.js";
import { accumulate } from "../step.js";

/** What a training will hold at most, in bytes. */
export interface MemoryEstimate {
  /** Weights, and whatever else is there already. */
  held: number;
  gradients: number;
  optimizer: number;
  /** What forward keeps for backward of the largest micro-batch, and what backward adds for a moment. */
  activations: number;
  /** All of it at the worst moment. */
  peak: number;
  /** What the device has left, with what is held counted; null when it does not tell. */
  available: number | null;
}

const bytesOf = (parameter: Parameter): number => parameter.numel * dtypes[parameter.data.dtype].bytes;

/** Bytes of an optimizer's state for each byte of a trainable weight. */
const stateFactors: Record<TrainingArgumentValues["optim"], number> = {
  adamw_torch: 2,
  adamw_torch_fused: 2,
  // Rows and columns of a matrix: next to nothing.
  adafactor: 0,
  sgd: 0,
};

/** Longest source and longest target among micro-batches of `size` rows: the rows that stand for the largest. */
function largestRow(rows: readonly TokenizedRow[]): TokenizedRow {
  const longest = (of: (row: TokenizedRow) => readonly number[]) =>
    rows.reduce((best, row) => (of(row).length > best.length ? of(row) : best), [] as readonly number[]);
  return { inputIds: longest((row) => row.inputIds), labels: longest((row) => row.labels) };
}

/**
 * Measures forward and backward of one and of two rows as long as the longest, and takes the line through both to
 * the whole micro-batch. Leaves gradients, random numbers and weights as they were.
 */
export async function estimateMemory(
  model: PreTrainedModel,
  rows: readonly TokenizedRow[],
  collate: DataCollator,
  args: TrainingArgumentValues,
): Promise<MemoryEstimate> {
  const { device } = model;
  const trainable = model.trainableParameters();
  const sum = (parameters: readonly Parameter[]) =>
    parameters.reduce((total, parameter) => total + bytesOf(parameter), 0);
  const held = tensorMemory(device)?.allocated ?? 0;
  const row = largestRow(rows);
  const generators = generatorStates(device);
  const owner = new Scope();
  const wasTraining = model.training;
  const collator = collate.getState?.();
  try {
    model.train();
    // With gradients in place from the start, what comes on top is activations alone.
    for (const parameter of trainable) parameter.data.grad = owner.run(() => ops.zerosLike(parameter.data));
    const measure = async (count: number): Promise<number> => {
      const before = tensorMemory(device)?.allocated ?? 0;
      resetPeakTensorMemory(device);
      await accumulate(model, [Array.from({ length: count }, () => row)], collate, args);
      return (tensorMemory(device)?.peak ?? 0) - before;
    };
    const one = await measure(1);
    const two = await measure(2);
    const activations = one + (two - one) * (args.perDeviceTrainBatchSize - 1);
    const gradients = sum(trainable);
    const optimizer = gradients * stateFactors[args.optim];
    // Gradients appear while activations go: the larger of the two decides, and about half of the other is there.
    const peak = held + optimizer + Math.max(activations, gradients) + Math.min(activations, gradients) / 2;
    return { held, gradients, optimizer, activations, peak, available: available(device, held) };
  } finally {
    zeroGrad(trainable);
    owner.dispose();
    restoreStates(generators);
    freeStates(generators);
    if (collator !== undefined) collate.setState?.(collator);
    model.train(wasTraining);
  }
}

function available(device: string, held: number): number | null {
  if (device === "cpu") return freemem() + held;
  const memory = deviceMemory(device);
  return memory && "total" in memory ? (memory.total as number) : null;
}
